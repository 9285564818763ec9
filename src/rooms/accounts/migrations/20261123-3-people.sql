-- Whom people recommend on their profile, newest first.
create table accounts.endorsement (
  id bigint not null unique,
  account_id bigint not null references accounts.account,
  target_id bigint not null references accounts.account,
  primary key (account_id, target_id)
);
create index endorsement_by_account on accounts.endorsement (account_id, id);

-- Suggestions that somebody does not want to see again.
create table accounts.dismissal (
  account_id bigint not null references accounts.account,
  target_id bigint not null references accounts.account,
  primary key (account_id, target_id)
);

-- Other servers that somebody wants to hear nothing of.
create table accounts.domain_block (
  id bigint not null unique,
  account_id bigint not null references accounts.account,
  domain text collate "C" not null,
  primary key (account_id, domain)
);
create index domain_block_by_account on accounts.domain_block (account_id, id);

alter table accounts.account
  add avatar_description text not null default '',
  add header_description text not null default '',
  add show_media boolean not null default true,
  add show_media_replies boolean not null default true,
  add show_featured boolean not null default true,
  -- Sites that may name the account as the author of their articles.
  add attribution_domains text[] not null default '{}';
