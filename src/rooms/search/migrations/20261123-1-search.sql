-- What posts are found by, one row for each post that is no repost. Follows posts.post; may be thrown away and made anew.
create table search.entry (
  post_id bigint primary key,
  author_id bigint not null,
  -- Whether the post is public, and whether its author lets everybody find it as well: then 'v/open' is among its words.
  public boolean not null,
  open boolean not null,
  -- Words with their places, stems and marks: src/rooms/search/lexemes.ts says which.
  words tsvector not null
);
-- Without a list of what is still to be sorted in: every search would have to read it to its end.
create index entry_words on search.entry using gin (words) with (fastupdate = off);
-- What has to change when an author changes their mind.
create index entry_author on search.entry (author_id, open) where public;

-- How far a rebuild has come, going back in time; one row.
create table search.rebuild (
  one boolean primary key default true check (one),
  -- Posts from here on are still to be done; null when all are.
  below bigint,
  done integer not null default 0
);
insert into search.rebuild (below) select max(id) + 1 from posts.post;

-- The newest posts between two ids (both left out) whose words fit, newest first. The index knows no order: a word that is in
-- every second post would have to be fetched half a million times to find the newest twenty. So time is cut into windows,
-- each eight times as long as those before it; the posts of a window carry its name as a word, and the index is asked for
-- both at once. The first windows are small enough for frequent words, and there are at most forty for a rare one.
-- "offset 0" keeps the planner from walking all posts by their ids instead.
create function search.newest(wanted tsquery, above bigint, below bigint, most integer) returns setof bigint
language plpgsql stable as $$
declare
  high bigint;
  bottom bigint;
  span bigint := 14745600000;
  level integer := 0;
  left_over integer := most;
  named tsquery;
  found_ids bigint[];
begin
  select least(below, max(post_id) + 1), greatest(above, min(post_id) - 1) into high, bottom from search.entry;
  while high - 1 > bottom and left_over > 0 loop
    named := case when level > 4 then wanted
      else wanted && format('''w%s/%s''', level, (high - 1) / span)::tsquery end;
    select array_agg(post_id order by post_id desc) into found_ids from (
      select post_id from (
        select post_id from search.entry where words @@ named and post_id < high and post_id > bottom offset 0
      ) as fitting order by post_id desc limit left_over
    ) as newest;
    if found_ids is not null then
      return query select unnest(found_ids);
      left_over := left_over - cardinality(found_ids);
    end if;
    exit when level > 4;
    high := (high - 1) / span * span;
    while level < 5 and high % (span * 8) = 0 loop
      level := level + 1;
      span := span * 8;
    end loop;
  end loop;
end $$;

-- The same from the other end: the oldest of them, oldest first.
create function search.oldest(wanted tsquery, above bigint, below bigint, most integer) returns setof bigint
language plpgsql stable as $$
declare
  low bigint;
  top bigint;
  span bigint := 14745600000;
  level integer := 0;
  left_over integer := most;
  named tsquery;
  found_ids bigint[];
begin
  select greatest(above, min(post_id) - 1), least(below, max(post_id) + 1) into low, top from search.entry;
  while low + 1 < top and left_over > 0 loop
    named := case when level > 4 then wanted
      else wanted && format('''w%s/%s''', level, (low + 1) / span)::tsquery end;
    select array_agg(post_id order by post_id) into found_ids from (
      select post_id from (
        select post_id from search.entry where words @@ named and post_id > low and post_id < top offset 0
      ) as fitting order by post_id limit left_over
    ) as oldest;
    if found_ids is not null then
      return query select unnest(found_ids);
      left_over := left_over - cardinality(found_ids);
    end if;
    exit when level > 4;
    low := (low + 1) / span * span + span - 1;
    while level < 5 and (low + 1) % (span * 8) = 0 loop
      level := level + 1;
      span := span * 8;
    end loop;
  end loop;
end $$;
