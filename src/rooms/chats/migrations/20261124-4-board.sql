-- A link by which people ask to come into a chat: one for each, until it is made anew, taken back or over.
create table chats.link (
  chat_id bigint primary key references chats.chat (id) on delete cascade,
  token text not null unique,
  made_by bigint not null,
  expires_at timestamptz not null
);
-- asking: they came by the link and wait for a host; refused: a host said no, and the link is not there for them any more.
alter table chats.member drop constraint member_state_check,
  add constraint member_state_check check (state in ('asked', 'in', 'out', 'declined', 'asking', 'refused'));
create index member_asking on chats.member (chat_id, id) where state = 'asking';

create table chats.pin (
  message_id bigint primary key references chats.message (id) on delete cascade,
  chat_id bigint not null,
  pinned_by bigint not null,
  pinned_at timestamptz not null
);
create index pin_of on chats.pin (chat_id, message_id);

-- What a chat keeps together: texts that everybody in it may change, each change a revision.
create table chats.note (
  id bigint primary key,
  chat_id bigint not null references chats.chat (id) on delete cascade,
  made_by bigint not null,
  revision integer not null,
  title text not null,
  body text not null,
  edited_by bigint not null,
  edited_at timestamptz not null
);
create index note_of on chats.note (chat_id, id);

create table chats.revision (
  note_id bigint not null references chats.note (id) on delete cascade,
  revision integer not null,
  title text not null,
  body text not null,
  edited_by bigint not null,
  edited_at timestamptz not null,
  primary key (note_id, revision)
);

create table chats.task (
  id bigint primary key,
  chat_id bigint not null references chats.chat (id) on delete cascade,
  text text not null,
  -- Whose it is; null: nobody's yet.
  owner_id bigint,
  due_at timestamptz,
  made_by bigint not null,
  done_by bigint,
  done_at timestamptz
);
create index task_of on chats.task (chat_id, id);
create index task_owner on chats.task (owner_id) where owner_id is not null;
