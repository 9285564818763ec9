-- Who was reminded of which evening, how many minutes before.
create table live.reminder (
  room_id bigint not null references live.room on delete cascade,
  account_id bigint not null,
  minutes integer not null,
  primary key (room_id, account_id, minutes)
);
create index reminder_account on live.reminder (account_id);

-- What an account wants; without a row, all of it.
create table live.preference (
  account_id bigint primary key,
  day_before boolean not null,
  quarter_before boolean not null
);

-- Calendars by a secret address, of which only the hash is kept.
create table live.calendar (
  account_id bigint primary key,
  token_hash text not null unique
);

-- What a host has decided about a post on the venue's screen.
create table live.wall_post (
  room_id bigint not null references live.room on delete cascade,
  post_id bigint not null,
  approved boolean not null,
  primary key (room_id, post_id)
);
create index wall_post_post on live.wall_post (post_id);

-- What the screen shows, as the remote control has it; and until when somebody's phone is one.
alter table live.room add column screen jsonb;
alter table live.member add column remote_until timestamptz;
