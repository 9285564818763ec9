create table accounts.account (
  id bigint primary key,
  -- Lower case only; kept after deletion, so that a name never passes to somebody else.
  username text collate "C" not null unique check (username ~ '^[a-z0-9_]{1,30}$'),
  display_name text not null default '',
  -- The display name folded for search: lower case, without accents.
  search_name text collate "C" not null default '',
  note text not null default '',
  -- [{"name": …, "value": …}], at most four.
  fields jsonb not null default '[]',
  avatar_key text,
  header_key text,
  locked boolean not null default false,
  bot boolean not null default false,
  discoverable boolean not null default true,
  indexable boolean not null default false,
  hide_collections boolean not null default false,
  standing text not null default 'active' check (standing in ('pending', 'active', 'disabled', 'suspended', 'deleted')),
  followers_count integer not null default 0 check (followers_count >= 0),
  following_count integer not null default 0 check (following_count >= 0),
  posts_count integer not null default 0 check (posts_count >= 0),
  last_post_at timestamptz,
  created_at timestamptz not null,
  default_visibility text not null default 'public' check (default_visibility in ('public', 'unlisted', 'followers', 'direct')),
  default_sensitive boolean not null default false,
  default_language text
) with (fillfactor = 80);

create index account_search_name on accounts.account (search_name);
create index account_avatar on accounts.account (avatar_key) where avatar_key is not null;
create index account_header on accounts.account (header_key) where header_key is not null;

create table accounts.follow (
  id bigint not null unique,
  follower_id bigint not null references accounts.account,
  target_id bigint not null references accounts.account,
  show_reposts boolean not null default true,
  notify boolean not null default false,
  languages text[],
  primary key (follower_id, target_id)
);
create index follow_by_target on accounts.follow (target_id, id);
create index follow_by_follower on accounts.follow (follower_id, id);
create index follow_with_bell on accounts.follow (target_id, follower_id) where notify;

create table accounts.follow_request (
  id bigint not null unique,
  follower_id bigint not null references accounts.account,
  target_id bigint not null references accounts.account,
  show_reposts boolean not null default true,
  notify boolean not null default false,
  languages text[],
  primary key (follower_id, target_id)
);
create index follow_request_by_target on accounts.follow_request (target_id, id);

create table accounts.block (
  id bigint not null unique,
  account_id bigint not null references accounts.account,
  target_id bigint not null references accounts.account,
  primary key (account_id, target_id)
);
create index block_by_target on accounts.block (target_id, account_id);
create index block_by_account on accounts.block (account_id, id);

create table accounts.mute (
  id bigint not null unique,
  account_id bigint not null references accounts.account,
  target_id bigint not null references accounts.account,
  notifications boolean not null default true,
  expires_at timestamptz,
  primary key (account_id, target_id)
);
create index mute_by_account on accounts.mute (account_id, id);
create index mute_by_end on accounts.mute (expires_at) where expires_at is not null;

create table accounts.note (
  account_id bigint not null references accounts.account,
  target_id bigint not null references accounts.account,
  comment text not null,
  primary key (account_id, target_id)
);
