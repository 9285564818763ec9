-- Lists of accounts and blocked servers come and go like follows.
alter table transfer.task drop constraint task_kind_check;
alter table transfer.task add constraint task_kind_check
  check (kind in ('follows', 'blocks', 'mutes', 'bookmarks', 'lists', 'domain_blocks', 'twitter', 'archive'));
