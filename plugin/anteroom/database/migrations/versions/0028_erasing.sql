-- What was signed is not changed, but for whoever erases a person: the details of that one, and the name.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if current_setting('anteroom.erasing', true) = 'on' then
    return new;
  end if;
  raise exception 'what was signed is not changed';
end;
$$;
