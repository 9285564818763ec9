-- Lines of event rooms: what they say is worded by the room that knows of those.
alter table notifications.notification add column about jsonb;
alter table notifications.notification add column about_key text not null default '';
drop index notifications.notification_once;
create unique index notification_once on notifications.notification (account_id, from_id, type, post_id, about_key) nulls not distinct;
alter table notifications.notification drop constraint notification_type_check,
  add constraint notification_type_check check (type in (
    'mention', 'post', 'repost', 'like', 'follow', 'followRequest', 'edit', 'poll', 'quote', 'quotedEdit', 'room'));
