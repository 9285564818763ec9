-- Reports of private conversations: the messages that whoever reports chose, as they were then. Nobody who runs the server sees others.
alter table safety.report add column chat_id bigint;

create table safety.message (
  report_id bigint not null references safety.report (id) on delete cascade,
  message_id bigint not null,
  author_id bigint not null,
  written_at timestamptz not null,
  text text not null,
  -- Bytes that only the people of the conversation can read, as they were.
  opaque bytea,
  -- What the files of it are called; the files are not kept.
  files text[] not null,
  primary key (report_id, message_id)
);
create index message_author on safety.message (author_id);
