-- Secrets are kept as SHA-256 (they are random, so no salt is needed); passwords as argon2id.

create table auth.credential (
  account_id bigint primary key,
  email text not null,
  -- One mailbox, one account: the spelling without tags and dots (canonicalEmail).
  email_key text not null unique,
  password_hash text not null,
  role text not null default 'member' check (role in ('owner', 'member')),
  locale text not null default 'en',
  confirmed_at timestamptz,
  reason text not null default '',
  totp_secret text,
  totp_draft text,
  -- The time step of the last code that was taken: neither it nor an earlier one is taken again (RFC 6238 section 5.2).
  totp_used_step bigint not null default 0,
  created_at timestamptz not null default now(),
  password_changed_at timestamptz not null default now()
);

create table auth.recovery_code (
  account_id bigint not null references auth.credential on delete cascade,
  hash text not null,
  primary key (account_id, hash)
);

create table auth.passkey (
  id bigint primary key,
  account_id bigint not null references auth.credential on delete cascade,
  credential_id text not null unique,
  public_key text not null,
  counter bigint not null,
  transports text[] not null default '{}',
  name text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkey_account on auth.passkey (account_id);

-- A browser. `complete` is false between the password and the second factor.
create table auth.session (
  id bigint primary key,
  hash text not null unique,
  account_id bigint not null references auth.credential on delete cascade,
  complete boolean not null,
  browser text not null default '',
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
create index session_account on auth.session (account_id);

-- A browser that has signed in to this account before: guesses from elsewhere do not lock it out.
create table auth.device (
  hash text not null,
  account_id bigint not null references auth.credential on delete cascade,
  seen_at timestamptz not null default now(),
  primary key (hash, account_id)
);
create index device_account on auth.device (account_id);

create table auth.app (
  id bigint primary key,
  client_id text not null unique,
  secret_hash text not null,
  name text not null,
  website text,
  redirect_uris text[] not null,
  scopes text not null,
  created_at timestamptz not null default now()
);

create table auth.token (
  id bigint primary key,
  hash text not null unique,
  app_id bigint not null references auth.app on delete cascade,
  -- Null: the token speaks for the app alone.
  account_id bigint,
  scopes text not null,
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index token_account on auth.token (account_id) where account_id is not null;
create index token_app on auth.token (app_id);

create table auth.code (
  id bigint primary key,
  hash text not null unique,
  app_id bigint not null references auth.app on delete cascade,
  account_id bigint not null references auth.credential on delete cascade,
  redirect_uri text not null,
  scopes text not null,
  challenge text,
  expires_at timestamptz not null,
  used_at timestamptz,
  token_id bigint
);
create index code_app on auth.code (app_id);
create index code_account on auth.code (account_id);
create index code_expiry on auth.code (expires_at);

-- Links that prove something once: a mailbox, or that the operator gave them.
create table auth.link (
  hash text primary key,
  purpose text not null check (purpose in ('reset', 'confirm', 'owner')),
  account_id bigint references auth.credential on delete cascade,
  expires_at timestamptz not null
);
create index link_account on auth.link (account_id);
create index link_expiry on auth.link (expires_at);

create table auth.invite (
  id bigint primary key,
  hash text not null unique,
  uses_left integer not null check (uses_left >= 0),
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);

-- What WebAuthn answers to; one use, two minutes.
create table auth.challenge (
  hash text primary key,
  account_id bigint,
  expires_at timestamptz not null
);
create index challenge_expiry on auth.challenge (expires_at);
