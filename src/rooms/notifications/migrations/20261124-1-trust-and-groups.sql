-- Lines of trust and of groups, and what they are about, so that they go with it.
alter table notifications.notification add column about_id bigint;
create index notification_about on notifications.notification (about_id) where about_id is not null;
alter table notifications.notification drop constraint notification_type_check,
  add constraint notification_type_check check (type in (
    'mention', 'post', 'repost', 'like', 'follow', 'followRequest', 'edit', 'poll', 'quote', 'quotedEdit', 'room', 'trust', 'group'));
