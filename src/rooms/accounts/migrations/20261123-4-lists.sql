create table accounts.list (
  id bigint primary key,
  account_id bigint not null references accounts.account,
  title text not null,
  -- Which answers of its members to others it shows: to whom the owner follows, to its members, none.
  replies_policy text not null check (replies_policy in ('followed', 'list', 'none')),
  -- What its members write stays out of the owner's home.
  exclusive boolean not null
);
create index list_by_account on accounts.list (account_id, id);

create table accounts.list_member (
  id bigint not null unique,
  list_id bigint not null references accounts.list on delete cascade,
  -- Whose list it is, so that the end of a follow finds its memberships.
  owner_id bigint not null,
  account_id bigint not null references accounts.account,
  primary key (list_id, account_id)
);
create index list_member_by_list on accounts.list_member (list_id, id);
create index list_member_by_owner on accounts.list_member (owner_id, account_id);
