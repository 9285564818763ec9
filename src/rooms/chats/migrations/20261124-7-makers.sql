-- What somebody made or changed, so that it goes with their account.
create index note_maker on chats.note (made_by);
create index revision_editor on chats.revision (edited_by);
create index task_maker on chats.task (made_by);
create index link_maker on chats.link (made_by);
