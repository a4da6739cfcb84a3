-- Who belongs to an organisation, too, is asked of every hire and of every list of its people.
create index member_organisation on member (organisation_id) where organisation_id is not null;
