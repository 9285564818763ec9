-- Event rooms.
create table live.room (
  id bigint primary key,
  owner_id bigint not null,
  title text not null,
  tag text not null,
  tag_key text not null,
  description text not null,
  template text not null check (template in ('meeting', 'match', 'concert', 'town_hall')),
  language text,
  time_zone text not null,
  starts_at timestamptz not null,
  ends_at timestamptz,
  opens_itself boolean not null,
  closes_itself boolean not null,
  state text not null check (state in ('planned', 'open', 'closed')),
  opened_at timestamptz,
  closed_at timestamptz,
  -- Posts with its tag belong to it from this id on, and until that one.
  opens_id bigint,
  closes_id bigint,
  place jsonb,
  speakers jsonb not null default '[]',
  program jsonb not null default '[]',
  -- What it was, and from when on.
  scores jsonb not null default '[]',
  moments jsonb not null default '[]',
  source jsonb,
  cover_id bigint,
  -- Of the codes by which people on site check in.
  secret text not null,
  wall text not null default 'official' check (wall in ('approved', 'official', 'everything')),
  created_at timestamptz not null
);
-- A tag has one open room.
create unique index room_open_tag on live.room (tag_key) where state = 'open';
create index room_tag on live.room (tag_key, opens_id desc);
create index room_coming on live.room (state, starts_at);
create index room_past on live.room (state, closes_id desc);
create index room_owner on live.room (owner_id);

-- What accounts are to rooms.
create table live.member (
  id bigint primary key,
  room_id bigint not null references live.room on delete cascade,
  account_id bigint not null,
  host boolean not null default false,
  voice boolean not null default false,
  broadcaster boolean not null default false,
  reserved_at timestamptz,
  present_at timestamptz,
  joined_at timestamptz,
  delay_ms integer not null default 0
);
create unique index member_once on live.member (room_id, account_id);
create index member_of on live.member (account_id, room_id);

-- What a room's composer says beside a post.
create table live.note (
  post_id bigint primary key,
  room_id bigint not null references live.room on delete cascade,
  author_id bigint not null,
  speaker_id bigint,
  item_id bigint,
  feeling text,
  on_site boolean not null,
  written_at timestamptz,
  source_ms bigint,
  -- Written before the room closed, and come afterwards.
  late boolean not null
);
create index note_room on live.note (room_id, post_id desc);
create index note_source on live.note (room_id, source_ms) where source_ms is not null;
create index note_author on live.note (author_id);

create table live.question (
  id bigint primary key,
  room_id bigint not null references live.room on delete cascade,
  account_id bigint not null,
  text text not null,
  state text not null check (state in ('asked', 'carried', 'on_stage', 'answered', 'withdrawn')),
  invited_id bigint,
  carrier_id bigint,
  votes integer not null default 0,
  answer_post_id bigint,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create index question_room on live.question (room_id, id desc);
create index question_account on live.question (account_id);
create index question_answer on live.question (answer_post_id) where answer_post_id is not null;

create table live.question_vote (
  question_id bigint not null references live.question on delete cascade,
  account_id bigint not null,
  primary key (question_id, account_id)
);
create index question_vote_account on live.question_vote (account_id);

-- Reactions are counted, never kept: five seconds of one kind, and nobody's.
create table live.bin (
  room_id bigint not null references live.room on delete cascade,
  kind text not null,
  at integer not null,
  count integer not null,
  primary key (room_id, at, kind)
);
