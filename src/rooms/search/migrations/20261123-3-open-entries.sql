-- Measured over a million posts. In an index of all posts, the mark of those that everybody finds is a list of them all: to
-- look a rare word up in it costs more than to fetch its posts. And windows are for frequent words: a rare one is found soonest
-- by asking for it once.
drop index search.entry_words;
create index entry_words on search.entry using gin (words) with (fastupdate = off) where open;
-- How far back some number of posts reaches.
create index entry_open on search.entry (post_id) where open;

drop function search.newest(tsquery, bigint, bigint, integer);
drop function search.oldest(tsquery, bigint, bigint, integer);

-- How many posts are looked through in windows before the index is asked for everything at once: so many that of a word which
-- did not fill the page by then there are some thousands at most, as a rule. Words in a row are rarer than the words are, and it
-- is the words that the index finds: for them one looks further.
create function search.reach(wanted tsquery, most integer) returns integer language sql stable
return (select least(65536, greatest(4096, most * greatest(reltuples, 0) / 3500) * case when wanted::text like '%<->%' then 8 else 1 end)::integer
  from pg_class where oid = 'search.entry'::regclass);

-- The newest posts between two ids (both left out) that everybody finds and whose words fit, newest first. The index knows no
-- order: a word that is in every second post would have to be fetched half a million times to find the newest twenty. So time is
-- cut into windows: an hour, eight hours, … The posts of a window carry its name as a word, and the index is asked for both at
-- once, newest window first. Where that has not filled the page by the border, the word is rare enough to be fetched at once.
-- "offset 0" and "+ 0" keep the planner from walking posts by their ids instead.
create function search.newest(wanted tsquery, above bigint, below bigint, most integer) returns setof bigint
language plpgsql stable as $$
declare
  high bigint;
  bottom bigint;
  border bigint;
  low bigint;
  span bigint := 14745600000;
  level integer := 0;
  left_over integer := most;
  named tsquery;
  found_ids bigint[];
begin
  select least(below, max(post_id) + 1), greatest(above, min(post_id) - 1) into high, bottom from search.entry where open;
  border := (select post_id from search.entry where open and post_id < high and post_id > bottom
    order by post_id desc offset search.reach(wanted, most) limit 1);
  border := coalesce(border, bottom);
  while high - 1 > bottom and left_over > 0 loop
    while level < 5 and high % (span * 8) = 0 loop
      level := level + 1;
      span := span * 8;
    end loop;
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

-- The same from the other end: the oldest of them, oldest first.
create function search.oldest(wanted tsquery, above bigint, below bigint, most integer) returns setof bigint
language plpgsql stable as $$
declare
  low bigint;
  top bigint;
  border bigint;
  high bigint;
  span bigint := 14745600000;
  level integer := 0;
  left_over integer := most;
  named tsquery;
  found_ids bigint[];
begin
  select greatest(above, min(post_id) - 1), least(below, max(post_id) + 1) into low, top from search.entry where open;
  border := (select post_id from search.entry where open and post_id > low and post_id < top
    order by post_id offset search.reach(wanted, most) limit 1);
  border := coalesce(border, top);
  while low + 1 < top and left_over > 0 loop
    while level < 5 and (low + 1) % (span * 8) = 0 loop
      level := level + 1;
      span := span * 8;
    end loop;
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

-- Every post is read once more, for the marks that are new and the one that is gone.
update search.rebuild set below = (select max(id) + 1 from posts.post), done = 0;
