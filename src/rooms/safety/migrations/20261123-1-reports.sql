create table safety.report (
  id bigint primary key,
  -- Who reports, and whom.
  account_id bigint not null,
  target_id bigint not null,
  post_ids bigint[] not null,
  category text not null check (category in ('spam', 'legal', 'violation', 'other')),
  comment text not null,
  -- Places in the list of rules, and what these said then: the owner may change them.
  rule_ids integer[] not null,
  rules text[] not null,
  -- Of all that was said: the same report sent again is the one that is open.
  digest text not null,
  created_at timestamptz not null,
  settled_at timestamptz
);
create unique index report_once on safety.report (account_id, digest) where settled_at is null;
create index report_target on safety.report (target_id);
