create table video.broadcast (
  id bigint primary key,
  -- Where it is shown: an id of a higher room, which alone knows what it means.
  room_id bigint,
  account_id bigint not null,
  -- To whom its account would hand it over.
  offered_id bigint,
  title text not null,
  state text not null check (state in ('ready', 'live', 'paused', 'ended')),
  kind text check (kind in ('browser', 'rtmp', 'whip', 'engine')),
  private boolean not null,
  key_hash bytea not null,
  width integer,
  height integer,
  has_video boolean not null default true,
  created_at timestamptz not null,
  started_at timestamptz,
  paused_at timestamptz,
  ended_at timestamptz,
  -- What playlists have promised: the longest segment in whole seconds.
  target_seconds integer,
  -- What went out, and what of it is kept.
  duration_ms bigint not null default 0,
  bytes bigint not null default 0,
  -- What the broadcaster is told, in words.
  reason text,
  -- Changes with each poster.
  poster bigint,
  -- Where it is watched: our own addresses without the origin, or those of another engine.
  playback_url text,
  low_latency_url text,
  push_url text,
  rewind_url text,
  recording_url text,
  download_url text
);
create unique index broadcast_by_key on video.broadcast (key_hash);
create index broadcast_by_room on video.broadcast (room_id, id);
create index broadcast_by_account on video.broadcast (account_id, id);
create index broadcast_by_offer on video.broadcast (offered_id) where offered_id is not null;
create index broadcast_open on video.broadcast (state) where state in ('live', 'paused');

-- A stretch of the recording with the same tracks: one file, its beginning first.
create table video.stretch (
  broadcast_id bigint not null references video.broadcast on delete cascade,
  number integer not null,
  init_bytes integer not null,
  codecs text not null,
  width integer,
  height integer,
  primary key (broadcast_id, number)
);

-- A segment on the disk; its row is written after its bytes.
create table video.segment (
  broadcast_id bigint not null references video.broadcast on delete cascade,
  msn integer not null,
  stretch integer not null,
  at bigint not null,
  bytes integer not null,
  -- Seconds of the broadcast's own time.
  starts double precision not null,
  duration double precision not null,
  shown_at timestamptz not null,
  independent boolean not null,
  primary key (broadcast_id, msn)
);

create table video.caption (
  id bigint primary key,
  broadcast_id bigint not null references video.broadcast on delete cascade,
  -- Who may type into it besides the broadcaster.
  writer_id bigint,
  language text not null,
  label text not null,
  live boolean not null,
  created_at timestamptz not null
);
create index caption_by_broadcast on video.caption (broadcast_id, id);
create index caption_by_writer on video.caption (writer_id) where writer_id is not null;

create table video.cue (
  id bigint primary key,
  caption_id bigint not null references video.caption on delete cascade,
  starts_ms bigint not null,
  ends_ms bigint not null,
  text text not null
);
create index cue_by_time on video.cue (caption_id, starts_ms, id);
