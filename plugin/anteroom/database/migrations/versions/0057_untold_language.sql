-- Pages are read in the browser's language by whoever told us none. So far English stood for that; a guest who chose
-- English in Slack cannot be told from one who chose nothing, and is spoken to in English everywhere else as before.
alter table person alter column language drop not null, alter column language drop default;
update person set language = null where kind = 'guest' and language = 'en';
