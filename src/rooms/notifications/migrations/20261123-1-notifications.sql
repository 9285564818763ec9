create table notifications.notification (
  id bigint primary key,
  account_id bigint not null,
  type text not null check (type in ('mention', 'post', 'repost', 'like', 'follow', 'followRequest', 'edit')),
  from_id bigint not null,
  post_id bigint,
  -- The event that it comes from: what an older event says does not undo it.
  event_id bigint not null,
  created_at timestamptz not null,
  -- Taken off the list by its reader. The row stays, so that an event heard again does not bring it back.
  dismissed boolean not null default false
);

create unique index notification_once on notifications.notification (account_id, from_id, type, post_id) nulls not distinct;
create index notification_list on notifications.notification (account_id, id desc) where not dismissed;
create index notification_post on notifications.notification (post_id, from_id) where post_id is not null;

create table notifications.marker (
  account_id bigint not null,
  list text not null check (list in ('home', 'notifications')),
  last_read_id bigint not null,
  version integer not null,
  updated_at timestamptz not null,
  primary key (account_id, list)
);
