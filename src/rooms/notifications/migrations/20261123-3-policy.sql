-- What becomes of lines from people one does not know. Who has never chosen has no row, and nothing is kept from them.
create table notifications.policy (
  account_id bigint primary key,
  not_following text not null default 'accept' check (not_following in ('accept', 'filter', 'drop')),
  not_followers text not null default 'accept' check (not_followers in ('accept', 'filter', 'drop')),
  new_accounts text not null default 'accept' check (new_accounts in ('accept', 'filter', 'drop')),
  private_mentions text not null default 'accept' check (private_mentions in ('accept', 'filter', 'drop')),
  limited_accounts text not null default 'filter' check (limited_accounts in ('accept', 'filter', 'drop')),
  bots text not null default 'accept' check (bots in ('accept', 'filter', 'drop'))
);

-- Somebody who was kept out and said something. Shown while there are lines behind it.
create table notifications.request (
  id bigint primary key,
  account_id bigint not null,
  from_id bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index request_once on notifications.request (account_id, from_id);
create index request_list on notifications.request (account_id, id desc);
create index request_from on notifications.request (from_id);

-- Whose lines are let in whatever the policy says.
create table notifications.permission (
  account_id bigint not null,
  from_id bigint not null,
  primary key (account_id, from_id)
);
create index permission_from on notifications.permission (from_id);

-- What is kept out, by sender: counts, the newest post, accepting and dismissing.
create index notification_filtered on notifications.notification (account_id, from_id, id desc) include (type) where filtered and not dismissed;
