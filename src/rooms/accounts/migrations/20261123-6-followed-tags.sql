-- Tags whose public posts come to one's home. The key is the form in which all spellings meet.
create table accounts.tag_follow (
  id bigint not null unique,
  account_id bigint not null references accounts.account,
  tag_key text collate "C" not null,
  primary key (account_id, tag_key)
);
create index tag_follow_by_account on accounts.tag_follow (account_id, id);
