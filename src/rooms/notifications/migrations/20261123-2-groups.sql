-- Lines that belong together (likes and reposts of one post, follows) have the id of the first of them as group_id; a line that
-- stands alone has none. `filtered`: kept out of the list by its reader's policy.
alter table notifications.notification
  add column group_id bigint,
  add column filtered boolean not null default false,
  drop constraint notification_type_check,
  add constraint notification_type_check check (type in (
    'mention', 'post', 'repost', 'like', 'follow', 'followRequest', 'edit', 'poll', 'quote', 'quotedEdit'));

-- The list, and the list of some types. What is included is looked at for many lines before a page is full.
drop index notifications.notification_list;
create index notification_list on notifications.notification (account_id, id desc) include (group_id, from_id, filtered) where not dismissed;
create index notification_typed on notifications.notification (account_id, type, id desc) include (group_id, from_id, filtered) where not dismissed;
-- The lines of a group: who, and how many.
create index notification_group on notifications.notification (group_id, id desc) include (from_id, filtered)
  where group_id is not null and not dismissed;
-- The newest group that a new line may join.
create index notification_first on notifications.notification (account_id, type, post_id, id desc) where group_id = id and not dismissed;
