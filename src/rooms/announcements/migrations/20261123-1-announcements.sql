create table announcements.announcement (
  id bigint primary key,
  text text not null,
  -- The time of what is announced, if it has one; it is not shown any more once that is over.
  starts_at timestamptz,
  ends_at timestamptz,
  all_day boolean not null,
  published_at timestamptz not null
);

-- Who has read what.
create table announcements.dismissal (
  account_id bigint not null,
  announcement_id bigint not null references announcements.announcement on delete cascade,
  primary key (account_id, announcement_id)
);
create index dismissal_by_announcement on announcements.dismissal (announcement_id);

create table announcements.reaction (
  id bigint primary key,
  announcement_id bigint not null references announcements.announcement on delete cascade,
  account_id bigint not null,
  name text not null
);
-- Once each, and the counts of an announcement.
create unique index reaction_once on announcements.reaction (announcement_id, name, account_id);
create index reaction_by_account on announcements.reaction (account_id);
