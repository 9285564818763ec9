-- Files of chats: pictures, films, sounds and whatever else. They lie in a folder of their own, each by a name of chance (`disk`), and nobody
-- gets them but by asking here. Their rows are removed by hand and not by a foreign key, since the files have to go with them.
create table chats.file (
  id bigint primary key,
  chat_id bigint not null,
  owner_id bigint not null,
  -- Null: uploaded, and not sent yet.
  message_id bigint,
  kind text not null check (kind in ('picture', 'video', 'sound', 'file')),
  -- As its sender calls it, and what it is.
  name text not null,
  type text not null,
  size bigint not null,
  description text not null,
  disk text not null,
  -- A small still picture of it.
  preview text,
  preview_type text,
  -- Width, height, duration, blurhash, whether it is a voice message, and its waveform.
  meta jsonb not null,
  created_at timestamptz not null
);
create index file_of on chats.file (chat_id, id) include (message_id);
create index file_message on chats.file (message_id) where message_id is not null;
create index file_owner on chats.file (owner_id);
create index file_waiting on chats.file (created_at) where message_id is null;
create unique index file_disk on chats.file (disk);
create unique index file_preview on chats.file (preview) where preview is not null;

-- How many files a message has: only of those that have some is asked. And the address whose card it shows, with the key by which one hears of that.
alter table chats.message add column files smallint not null default 0;
alter table chats.message add column link text;
alter table chats.message add column link_key text;
create index message_link on chats.message (link_key) where link_key is not null;
