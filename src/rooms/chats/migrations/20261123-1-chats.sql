-- Private conversations, apart from posts.
create table chats.chat (
  id bigint primary key,
  kind text not null check (kind in ('pair', 'group')),
  -- Both ids of a pair, so that two people have one chat.
  pair_low bigint,
  pair_high bigint,
  title text not null,
  -- Only hosts write.
  locked boolean not null,
  -- Messages are gone so long after they were written; null: they stay.
  timer_seconds integer check (timer_seconds > 0),
  made_by bigint not null,
  created_at timestamptz not null,
  -- What lists are ordered by: its newest message, or itself.
  last_id bigint not null,
  check ((kind = 'pair') = (pair_low is not null and pair_high is not null))
);
create unique index chat_pair on chats.chat (pair_low, pair_high);

create table chats.member (
  id bigint primary key,
  chat_id bigint not null references chats.chat (id) on delete cascade,
  account_id bigint not null,
  -- asked: somebody invites them, and they have not answered; in: they read and write; out: they left or were removed; declined: they
  -- said no, and are not asked again.
  state text not null check (state in ('asked', 'in', 'out', 'declined')),
  host boolean not null,
  invited_by bigint,
  -- Nothing up to here is theirs to read: they came later.
  after_id bigint not null,
  -- Everything up to here was read.
  read_id bigint not null,
  archived boolean not null default false,
  muted_until timestamptz,
  changed_at timestamptz not null
);
create unique index member_once on chats.member (chat_id, account_id);
create index member_invited on chats.member (invited_by, changed_at) where state = 'asked';
create index member_of on chats.member (account_id, state) include (chat_id, archived);

create table chats.message (
  id bigint primary key,
  chat_id bigint not null references chats.chat (id) on delete cascade,
  author_id bigint not null,
  -- Made by the client that sent it: what is sent again after a cut is the same message.
  client_key text not null,
  body text not null,
  reply_to_id bigint,
  -- When it was written, where the network was away then.
  written_at timestamptz,
  edited_at timestamptz,
  -- It was taken back: nothing of it is left but that it was there.
  deleted_at timestamptz,
  expires_at timestamptz
);
create unique index message_once on chats.message (chat_id, author_id, client_key);
-- Pages and unread counts; what was taken back is in pages and counts no more.
create index message_of on chats.message (chat_id, id) include (author_id, deleted_at, expires_at);
create index message_expiry on chats.message (expires_at) where expires_at is not null;
create index message_author on chats.message (author_id);

create table chats.reaction (
  id bigint primary key,
  message_id bigint not null references chats.message (id) on delete cascade,
  account_id bigint not null,
  name text not null
);
create unique index reaction_once on chats.reaction (message_id, account_id, name);
create index reaction_by on chats.reaction (account_id);
