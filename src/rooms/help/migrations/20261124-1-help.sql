-- Help that somebody asks a group for.
create table help.request (
  id bigint primary key,
  group_id bigint not null,
  author_id bigint not null,
  body text not null,
  -- open; taken: somebody is on it; answered, says who was on it; confirmed, says who asked; withdrawn.
  state text not null check (state in ('open', 'taken', 'answered', 'confirmed', 'withdrawn')),
  answer text not null,
  answered_by bigint,
  changed_at timestamptz not null
);
create index request_of on help.request (group_id, id);
create index request_by on help.request (author_id);
create index request_answered on help.request (answered_by);

-- Who is on it.
create table help.taker (
  request_id bigint not null references help.request (id) on delete cascade,
  account_id bigint not null,
  primary key (request_id, account_id)
);
create index taker_of on help.taker (account_id);

-- A word from who asked to who helped, which the two alone see.
create table help.thanks (
  id bigint primary key,
  request_id bigint not null references help.request (id) on delete cascade,
  author_id bigint not null,
  account_id bigint not null,
  body text not null
);
create unique index thanks_once on help.thanks (request_id, account_id);
create index thanks_by on help.thanks (author_id);
create index thanks_to on help.thanks (account_id);
