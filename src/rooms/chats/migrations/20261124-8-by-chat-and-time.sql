-- Which chats are the reader's is not asked of the index of words any more: GIN weighs each alternative for each message, and a message that
-- it finds for somebody else has to be fetched. An index by chat and time says which messages are the reader's in a window, and PostgreSQL
-- puts the two lists together, or takes the cheaper one: it plans anew each time, since that depends on whose chats and which words.
-- Whoever is in very many chats has a good share of all messages: what is not theirs is left out afterwards.
create index entry_of on chats.entry (chat_id, message_id);

create or replace function chats.newest(wanted tsquery, own bigint[], since bigint[], lasts bigint[], above bigint, below bigint, at timestamptz, most integer)
returns setof bigint language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare
  high bigint := least(below, (select max(l) + 1 from unnest(lasts) l));
  bottom bigint := greatest(above, (select min(s) from unnest(since) s));
  low bigint;
  span bigint;
  level integer := 0;
  left_over integer := most;
  found integer;
  active bigint[];
  named tsquery;
begin
  while high - 1 > bottom and left_over > 0 loop
    span := 14745600000 * (8 ^ level)::bigint;
    low := case when level > 4 then bottom else greatest(bottom, (high - 1) / span * span - 1) end;
    active := array(select o.id from unnest(own, lasts) as o (id, last_id) where o.last_id > low);
    found := 0;
    if cardinality(active) > 0 then
      named := case when level > 4 then wanted else wanted && format('''w%s/%s''', level, (high - 1) / span)::tsquery end;
      if cardinality(active) <= 200 then
        return query select f.message_id from (
            select e.message_id, e.chat_id from chats.entry e
            where e.words @@ named and e.chat_id = any(active) and e.message_id < high and e.message_id > low and (e.expires_at is null or e.expires_at > at) offset 0
          ) f join unnest(own, since) as o (id, after_id) on o.id = f.chat_id and f.message_id > o.after_id
          order by f.message_id desc limit left_over;
      else
        return query select f.message_id from (
            select e.message_id, e.chat_id from chats.entry e
            where e.words @@ named and e.message_id + 0 < high and e.message_id + 0 > low and (e.expires_at is null or e.expires_at > at) offset 0
          ) f join unnest(own, since) as o (id, after_id) on o.id = f.chat_id and f.message_id > o.after_id
          order by f.message_id desc limit left_over;
      end if;
      get diagnostics found = row_count;
    end if;
    left_over := left_over - found;
    if left_over > 4 * found then level := level + 1; end if;
    high := low + 1;
  end loop;
end $$;
