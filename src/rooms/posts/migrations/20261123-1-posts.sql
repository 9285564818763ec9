create table posts.post (
  id bigint primary key,
  author_id bigint not null,
  visibility text not null check (visibility in ('public', 'unlisted', 'followers', 'direct')),
  text text not null,
  html text not null,
  spoiler text not null,
  sensitive boolean not null,
  language text,
  -- What it answers. Both stay when that post is deleted: the answer was still an answer.
  reply_to_id bigint,
  reply_to_author_id bigint,
  -- The first post of the thread; its own id when it answers nothing.
  root_id bigint not null,
  repost_of_id bigint,
  repost_of_author_id bigint,
  -- The same as in posts.mention and posts.tagging, so that a post is read with one row.
  mentioned_ids bigint[] not null,
  tag_keys text[] not null,
  app_name text,
  app_website text,
  created_at timestamptz not null,
  edited_at timestamptz,
  -- Public and unlisted answers only, as others would otherwise count what they cannot see.
  replies_count integer not null default 0,
  reposts_count integer not null default 0,
  likes_count integer not null default 0
);

-- A profile, newest first, and the log of an author; visibility in the index spares the rows a visitor may not see.
create index post_author on posts.post (author_id, id desc) include (visibility, reply_to_id, repost_of_id);
create unique index post_repost on posts.post (repost_of_id, author_id) where repost_of_id is not null;
-- What one has reposted, for the marks of a viewer.
create index post_reposted_by on posts.post (author_id, repost_of_id desc) where repost_of_id is not null;
create index post_thread on posts.post (root_id, id) include (reply_to_id) where repost_of_id is null;
create index post_public on posts.post (id desc) include (author_id, reply_to_id)
  where visibility = 'public' and repost_of_id is null;

-- The wording that an edit replaced, with the moment it was written.
create table posts.edit (
  id bigint primary key,
  post_id bigint not null references posts.post on delete cascade,
  text text not null,
  html text not null,
  spoiler text not null,
  sensitive boolean not null,
  language text,
  created_at timestamptz not null
);
create index edit_post on posts.edit (post_id, id);

-- The name is the spelling met first.
create table posts.tag (
  key text primary key,
  name text not null
);

create table posts.tagging (
  tag_key text not null,
  post_id bigint not null,
  primary key (tag_key, post_id)
);

create table posts.mention (
  account_id bigint not null,
  post_id bigint not null,
  primary key (account_id, post_id)
);

create table posts.liking (
  id bigint primary key,
  account_id bigint not null,
  post_id bigint not null references posts.post on delete cascade
);
create unique index liking_once on posts.liking (account_id, post_id);
create index liking_list on posts.liking (account_id, id desc) include (post_id);
create index liking_post on posts.liking (post_id, id desc) include (account_id);

create table posts.bookmarking (
  id bigint primary key,
  account_id bigint not null,
  post_id bigint not null references posts.post on delete cascade
);
create unique index bookmarking_once on posts.bookmarking (account_id, post_id);
create index bookmarking_list on posts.bookmarking (account_id, id desc) include (post_id);
create index bookmarking_post on posts.bookmarking (post_id);

create table posts.pin (
  id bigint primary key,
  account_id bigint not null,
  post_id bigint not null references posts.post on delete cascade
);
create unique index pin_once on posts.pin (account_id, post_id);
create index pin_post on posts.pin (post_id);

create table posts.thread_mute (
  id bigint primary key,
  account_id bigint not null,
  root_id bigint not null
);
create unique index thread_mute_once on posts.thread_mute (account_id, root_id);
create index thread_mute_root on posts.thread_mute (root_id);

create table posts.idempotency (
  account_id bigint not null,
  key text not null,
  digest text not null,
  post_id bigint,
  created_at timestamptz not null,
  primary key (account_id, key)
);
create index idempotency_age on posts.idempotency (created_at);
create index idempotency_post on posts.idempotency (post_id);
