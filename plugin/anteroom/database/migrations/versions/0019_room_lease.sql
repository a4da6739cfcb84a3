-- Which instance keeps a room, where there are several. A row whose end has passed is anybody's.
create table room_lease (
  room     text primary key,
  instance text not null,                        -- drawn at each start of one
  url      text not null,                        -- where the other instances reach it
  since    timestamptz not null,                 -- by the database's clock, as the next
  until    timestamptz not null
);
