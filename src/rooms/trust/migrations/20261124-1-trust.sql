-- What two people have agreed to share with each other, in steps.
create table trust.pair (
  id bigint primary key,
  -- Both ids, so that two people have one row.
  low_id bigint not null,
  high_id bigint not null,
  step smallint not null check (step between 0 and 4),
  -- The step that one of them offers; null: none is offered.
  offered_step smallint check (offered_step between 1 and 4),
  -- Who offered last, and when: kept after an answer, so that offers of a day can be counted.
  offered_by bigint,
  offered_at timestamptz,
  -- Who said no last: for a while the next offer is theirs.
  refused_by bigint,
  refused_at timestamptz,
  changed_at timestamptz not null,
  check (low_id < high_id)
);
create unique index pair_once on trust.pair (low_id, high_id);
create index pair_high on trust.pair (high_id);
create index pair_offers on trust.pair (offered_by, offered_at);

-- What somebody shares with those who have come so far with them. Empty: not filled in.
create table trust.card (
  account_id bigint primary key,
  help text not null,
  email text not null,
  birthday text not null,
  address text not null,
  phone text not null
);
