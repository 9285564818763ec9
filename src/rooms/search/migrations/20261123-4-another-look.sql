-- Measured over a million posts: of three frequent words eighteen posts of twenty were found by the border, in 2 ms, and the two that
-- were missing cost 60 ms, since fifteen hundred were fetched for them. What was found says how near the rest is: where that is at
-- least half a page, the border is moved as far again instead.
create or replace function search.newest(wanted tsquery, above bigint, below bigint, most integer) returns setof bigint
language plpgsql stable as $$
declare
  high bigint;
  bottom bigint;
  border bigint;
  low bigint;
  span bigint := 14745600000;
  level integer := 0;
  reach integer := search.reach(wanted, most);
  left_over integer := most;
  named tsquery;
  found_ids bigint[];
begin
  select least(below, max(post_id) + 1), greatest(above, min(post_id) - 1) into high, bottom from search.entry where open;
  border := (select post_id from search.entry where open and post_id < high and post_id > bottom order by post_id desc offset reach limit 1);
  border := coalesce(border, bottom);
  while high - 1 > bottom and left_over > 0 loop
    while level < 5 and high % (span * 8) = 0 loop
      level := level + 1;
      span := span * 8;
    end loop;
    if high <= border and left_over * 2 <= most then
      border := (select post_id from search.entry where open and post_id < high and post_id > bottom order by post_id desc offset reach limit 1);
      border := coalesce(border, bottom);
      reach := reach * 2;
    end if;
    if high <= border or level > 4 then
      named := wanted;
      low := 0;
    else
      named := wanted && format('''w%s/%s''', level, (high - 1) / span)::tsquery;
      low := (high - 1) / span * span;
    end if;
    select array_agg(post_id order by post_id desc) into found_ids from (
      select post_id from (
        select post_id from search.entry where open and words @@ named and post_id + 0 < high and post_id + 0 > bottom offset 0
      ) as fitting order by post_id desc limit left_over
    ) as newest;
    if found_ids is not null then
      return query select unnest(found_ids);
      left_over := left_over - cardinality(found_ids);
    end if;
    high := low;
  end loop;
end $$;

create or replace function search.oldest(wanted tsquery, above bigint, below bigint, most integer) returns setof bigint
language plpgsql stable as $$
declare
  low bigint;
  top bigint;
  border bigint;
  high bigint;
  span bigint := 14745600000;
  level integer := 0;
  reach integer := search.reach(wanted, most);
  left_over integer := most;
  named tsquery;
  found_ids bigint[];
begin
  select greatest(above, min(post_id) - 1), least(below, max(post_id) + 1) into low, top from search.entry where open;
  border := (select post_id from search.entry where open and post_id > low and post_id < top order by post_id offset reach limit 1);
  border := coalesce(border, top);
  while low + 1 < top and left_over > 0 loop
    while level < 5 and (low + 1) % (span * 8) = 0 loop
      level := level + 1;
      span := span * 8;
    end loop;
    if low >= border and left_over * 2 <= most then
      border := (select post_id from search.entry where open and post_id > low and post_id < top order by post_id offset reach limit 1);
      border := coalesce(border, top);
      reach := reach * 2;
    end if;
    if low >= border or level > 4 then
      named := wanted;
      high := top;
    else
      named := wanted && format('''w%s/%s''', level, (low + 1) / span)::tsquery;
      high := (low + 1) / span * span + span - 1;
    end if;
    select array_agg(post_id order by post_id) into found_ids from (
      select post_id from (
        select post_id from search.entry where open and words @@ named and post_id + 0 > low and post_id + 0 < top offset 0
      ) as fitting order by post_id limit left_over
    ) as oldest;
    if found_ids is not null then
      return query select unnest(found_ids);
      left_over := left_over - cardinality(found_ids);
    end if;
    low := high;
  end loop;
end $$;

-- What only some may find. For what somebody has to do with, the others are looked up among everybody's.
create index entry_shut on search.entry (post_id) where not open;
