-- Bytes that only the people of a chat can read: to the server they are no text. The body is empty then.
alter table chats.message add column opaque bytea;

-- What a message is found by: its words, and marks (`c/…` its chat, `a/…` its author, `w…` the windows of time it lies in, see decision
-- 0047). Gone with its message. The list of what waits to be sorted in is short, since every search reads it whole.
create table chats.entry (
  message_id bigint primary key references chats.message (id) on delete cascade,
  chat_id bigint not null,
  expires_at timestamptz,
  words tsvector not null
);
create index entry_words on chats.entry using gin (words) with (gin_pending_list_limit = 256);

-- Messages from before there was an index: those below this id wait; null: none does.
create table chats.indexing (
  one boolean primary key default true check (one),
  below bigint
);
insert into chats.indexing (below) select max(id) + 1 from chats.message;

-- The newest messages between two ids (both left out) of some chats (`own`), above the id from which each is the reader's to read
-- (`since`), whose words fit. Newest first, window of time by window, as search.newest does for posts: a window that finds little is followed by
-- one eight times as large, and at last by all there is. Of the chats only those are asked for in which something was written since the
-- window began (`lasts`).
create function chats.newest(wanted tsquery, own bigint[], since bigint[], lasts bigint[], above bigint, below bigint, at timestamptz, most integer)
returns setof bigint language plpgsql stable as $$
declare
  high bigint := least(below, (select max(l) + 1 from unnest(lasts) l));
  bottom bigint := greatest(above, (select min(s) from unnest(since) s));
  low bigint;
  span bigint;
  level integer := 0;
  left_over integer := most;
  found integer;
  among text;
  named tsquery;
begin
  while high - 1 > bottom and left_over > 0 loop
    span := 14745600000 * (8 ^ level)::bigint;
    low := case when level > 4 then 0 else (high - 1) / span * span end;
    among := (select string_agg(format('''c/%s''', o.id), ' | ') from unnest(own, lasts) as o (id, last_id) where o.last_id >= low);
    found := 0;
    if among is not null then
      named := wanted && among::tsquery;
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
