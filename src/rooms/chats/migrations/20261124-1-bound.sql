-- The group of people whose conversation a chat is: who is in the group is in it, and only through the group.
alter table chats.chat add column group_id bigint;
create unique index chat_group on chats.chat (group_id) where group_id is not null;
