-- A thread among these people and nobody else, by direct posts.
create table conversations.conversation (
  id bigint primary key,
  root_id bigint not null,
  -- Everybody in it, the author of each post too; ascending.
  participants bigint[] not null,
  -- SHA-256 of the participants' text: too many of them would not fit an index.
  digest bytea not null
);
-- Where a post belongs.
create unique index conversation_once on conversations.conversation (root_id, digest);

-- Its posts. That of a post which is gone or was moved by an edit is gone with it.
create table conversations.line (
  post_id bigint primary key,
  conversation_id bigint not null references conversations.conversation on delete cascade
);
-- The newest of a conversation, and the one before it.
create index line_newest on conversations.line (conversation_id, post_id desc);

-- What a conversation is to one of its people.
create table conversations.membership (
  id bigint primary key,
  conversation_id bigint not null references conversations.conversation on delete cascade,
  account_id bigint not null,
  -- The newest post that reached this person; null while the conversation is not on their list.
  last_post_id bigint,
  -- What this person put away: it and all before it are no part of their conversation any more.
  cleared_post_id bigint not null default 0,
  unread boolean not null
);
create unique index membership_once on conversations.membership (conversation_id, account_id);
-- The list, newest first.
create index membership_list on conversations.membership (account_id, last_post_id desc);

-- The direct posts that were there before.
insert into conversations.conversation (id, root_id, participants, digest)
select min(id), root_id, participants, sha256(convert_to(participants::text, 'UTF8'))
from (
  select id, root_id, (select array_agg(distinct who order by who) from unnest(mentioned_ids || author_id) as who) as participants
  from posts.post where visibility = 'direct' and repost_of_id is null) as old
group by root_id, participants;

insert into conversations.line (post_id, conversation_id)
select p.id, c.id from posts.post p join conversations.conversation c on c.root_id = p.root_id
  and c.participants = (select array_agg(distinct who order by who) from unnest(p.mentioned_ids || p.author_id) as who)
where p.visibility = 'direct' and p.repost_of_id is null;

insert into conversations.membership (id, conversation_id, account_id, last_post_id, unread)
select row_number() over (order by c.id, who), c.id, who, (select max(l.post_id) from conversations.line l where l.conversation_id = c.id), false
from conversations.conversation c, unnest(c.participants) as who join accounts.account a on a.id = who and a.standing <> 'deleted';
