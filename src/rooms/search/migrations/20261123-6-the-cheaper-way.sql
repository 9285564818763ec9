-- A border after so many posts knew nothing of the words: three frequent ones that are seldom together were asked for at once, over
-- all posts, which costs as much as their lists are long. Now the pace at which posts were found says how much longer windows would
-- take, and the caller says how many candidates the index would look at without them; the cheaper way is gone. A window that finds
-- little is followed by one eight times as large (which may hold the former one: what is above the border is left out).
drop function search.newest(tsquery, bigint, bigint, integer);
drop function search.oldest(tsquery, bigint, bigint, integer);
drop function search.reach(tsquery, integer);

create function search.posts_per_id(first bigint, last bigint) returns float8 language sql stable
return (select greatest(reltuples, 1) / greatest(last - first, 1) from pg_class where oid = 'search.entry'::regclass);

-- In candidates looked at: those of a window are looked at by its own short list, which is cheaper, but each window has to be opened.
create function search.cost_of_windows(posts float8, posts_of_window float8) returns float8 language sql immutable
return posts / 4 + 300 * ceil(posts / greatest(posts_of_window, 1));

create function search.newest(wanted tsquery, above bigint, below bigint, most integer, candidates integer) returns setof bigint
language plpgsql stable as $$
declare
  high bigint;
  low bigint;
  bottom bigint;
  span bigint;
  level integer := 0;
  left_over integer := most;
  found integer := 0;
  looked float8 := 0;
  posts_per_id float8;
  density float8;
  named tsquery;
  found_ids bigint[];
begin
  select least(below, max(post_id) + 1), greatest(above, min(post_id) - 1), search.posts_per_id(min(post_id), max(post_id))
    into high, bottom, posts_per_id from search.entry where open;
  while high - 1 > bottom and left_over > 0 loop
    span := 14745600000 * (8 ^ level)::bigint;
    density := greatest(found, 0.25) / greatest(looked, 1);
    if level > 4 or (looked > 0 and
      search.cost_of_windows(left_over / density, posts_per_id * span) > candidates + 4 * density * posts_per_id * (high - bottom)) then
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
      found := found + cardinality(found_ids);
      left_over := left_over - cardinality(found_ids);
    end if;
    if left_over > 4 * coalesce(cardinality(found_ids), 0) then level := level + 1; end if;
    looked := looked + posts_per_id * (high - greatest(low, bottom));
    high := low;
  end loop;
end $$;

create function search.oldest(wanted tsquery, above bigint, below bigint, most integer, candidates integer) returns setof bigint
language plpgsql stable as $$
declare
  high bigint;
  low bigint;
  top bigint;
  span bigint;
  level integer := 0;
  left_over integer := most;
  found integer := 0;
  looked float8 := 0;
  posts_per_id float8;
  density float8;
  named tsquery;
  found_ids bigint[];
begin
  select greatest(above, min(post_id) - 1), least(below, max(post_id) + 1), search.posts_per_id(min(post_id), max(post_id))
    into low, top, posts_per_id from search.entry where open;
  while low + 1 < top and left_over > 0 loop
    span := 14745600000 * (8 ^ level)::bigint;
    density := greatest(found, 0.25) / greatest(looked, 1);
    if level > 4 or (looked > 0 and
      search.cost_of_windows(left_over / density, posts_per_id * span) > candidates + 4 * density * posts_per_id * (top - low)) then
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
      found := found + cardinality(found_ids);
      left_over := left_over - cardinality(found_ids);
    end if;
    if left_over > 4 * coalesce(cardinality(found_ids), 0) then level := level + 1; end if;
    looked := looked + posts_per_id * (least(high, top) - low);
    low := high;
  end loop;
end $$;
