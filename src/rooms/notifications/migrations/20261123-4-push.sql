-- The pair of keys by which push services know this server (RFC 8292). Made once: subscriptions are bound to it.
create table notifications.push_key (
  one boolean primary key default true check (one),
  public_key text not null,
  private_key text not null
);

-- Where an app wants to be told of new lines while it is closed: one for each token.
create table notifications.subscription (
  id bigint primary key,
  token_id bigint not null unique,
  account_id bigint not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  -- Encrypted as RFC 8188 has it; otherwise as its draft had it, which older apps know.
  standard boolean not null,
  alerts text[] not null,
  policy text not null check (policy in ('all', 'followed', 'follower', 'none')),
  -- The token itself, sealed: apps recognise by it whom a message is for.
  sealed_token bytea not null,
  -- How often in a row its push service could not be reached, and until when it is left alone.
  failures integer not null default 0,
  rests_until timestamptz
);
create index subscription_account on notifications.subscription (account_id, id desc);

-- Whether pushes have been ordered for a line: an event heard again orders none.
alter table notifications.notification add column pushed boolean not null default false;
