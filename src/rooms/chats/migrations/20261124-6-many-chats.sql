-- Chats are named in the query only where they are few: GIN looks at each alternative for each message that it weighs, so that two thousand
-- of them took seconds. Whoever is in many chats has a good share of the messages, and what is not theirs is left out afterwards.
create or replace function chats.newest(wanted tsquery, own bigint[], since bigint[], lasts bigint[], above bigint, below bigint, at timestamptz, most integer)
returns setof bigint language plpgsql stable as $$
declare
  high bigint := least(below, (select max(l) + 1 from unnest(lasts) l));
  bottom bigint := greatest(above, (select min(s) from unnest(since) s));
  low bigint;
  span bigint;
  level integer := 0;
  left_over integer := most;
  found integer;
  active text[];
  named tsquery;
begin
  while high - 1 > bottom and left_over > 0 loop
    span := 14745600000 * (8 ^ level)::bigint;
    low := case when level > 4 then 0 else (high - 1) / span * span end;
    active := array(select format('''c/%s''', o.id) from unnest(own, lasts) as o (id, last_id) where o.last_id >= low);
    found := 0;
    if cardinality(active) > 0 then
      named := wanted;
      if cardinality(active) <= 64 then named := named && array_to_string(active, ' | ')::tsquery; end if;
      if level <= 4 then named := named && format('''w%s/%s''', level, (high - 1) / span)::tsquery; end if;
      return query select f.message_id from (
          select e.message_id, e.chat_id from chats.entry e
          where e.words @@ named and e.message_id + 0 < high and e.message_id + 0 > bottom and (e.expires_at is null or e.expires_at > at) offset 0
        ) f join unnest(own, since) as o (id, after_id) on o.id = f.chat_id and f.message_id > o.after_id
        order by f.message_id desc limit left_over;
      get diagnostics found = row_count;
    end if;
    left_over := left_over - found;
    if left_over > 4 * found then level := level + 1; end if;
    high := low;
  end loop;
end $$;
