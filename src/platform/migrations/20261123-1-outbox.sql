create table platform.outbox (
  id bigint primary key,
  name text not null,
  payload jsonb not null,
  -- Written by a process that is not the server; the server takes it over under a new id.
  pending boolean not null default false
);

create index outbox_pending on platform.outbox (id) where pending;

create table platform.outbox_cursor (
  id bigint not null,
  one boolean primary key default true check (one)
);
insert into platform.outbox_cursor (id) values (0);

create table platform.failed_event (
  event_id bigint not null,
  listener text not null,
  error text not null,
  failed_at timestamptz not null default now(),
  primary key (event_id, listener)
);

create table platform.setting (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null default now()
);

-- Counters of the rate limiter, kept across a restart.
create table platform.rate_snapshot (
  one boolean primary key default true check (one),
  counters jsonb not null
);
