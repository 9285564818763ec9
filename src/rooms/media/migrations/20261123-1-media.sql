create table media.attachment (
  id bigint primary key,
  -- An account; this room does not know accounts, nor the posts of the next column.
  owner_id bigint not null,
  post_id bigint,
  state text not null check (state in ('processing', 'ready', 'failed')),
  type text not null check (type in ('unknown', 'image', 'gifv', 'video', 'audio')),
  -- The upload as it came, while it waits to be prepared: the name of a file in the store's spool, and what it is.
  spool text,
  format text,
  -- Why it could not be prepared, for its owner.
  problem text,
  file_key text,
  preview_key text,
  meta jsonb not null,
  description text not null,
  blurhash text,
  focus_x real,
  focus_y real,
  created_at timestamptz not null,
  -- When it is thrown away if no post shows it by then.
  sweep_at timestamptz
);

create index attachment_post on media.attachment (post_id) where post_id is not null;
create index attachment_owner on media.attachment (owner_id, id);
create index attachment_sweep on media.attachment (sweep_at) where post_id is null;
create index attachment_processing on media.attachment (id) where state = 'processing';
-- Which files are still shown.
create index attachment_file on media.attachment (file_key);
create index attachment_preview on media.attachment (preview_key);

create table media.emoji (
  shortcode text primary key,
  category text,
  file_key text not null,
  still_key text not null,
  created_at timestamptz not null
);
create index emoji_file on media.emoji (file_key);
create index emoji_still on media.emoji (still_key);
