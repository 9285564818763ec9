-- What each author said, in the order in which it was said: logs that only grow, one for what everybody may read, one for followers.
create table receipts.log (
  account_id bigint not null,
  audience text not null check (audience in ('everybody', 'followers')),
  size bigint not null,
  -- The roots of the complete subtrees, 32 bytes each, the largest first: what it takes to go on.
  peaks bytea not null,
  primary key (account_id, audience)
);

create table receipts.entry (
  account_id bigint not null,
  audience text not null,
  seq bigint not null,
  -- The event that it tells of: told again after a crash, it is not told twice.
  event_id bigint not null,
  -- earlier: it stood before its log did, was brought along from elsewhere, or came late.
  kind text not null check (kind in ('created', 'earlier', 'edited', 'deleted')),
  post_id bigint not null,
  at timestamptz not null,
  commitment bytea not null,
  -- What the commitment can be opened with, and what it opens to; gone with what was said.
  salt bytea,
  record text,
  primary key (account_id, audience, seq)
);
create unique index entry_of_post on receipts.entry (account_id, post_id, event_id, kind);

-- Entries are not changed, but for the salt and the record of what was erased, and go with their author alone.
create function receipts.refuse_change() returns trigger language plpgsql as $$
begin
  if (new.account_id, new.audience, new.seq, new.event_id, new.kind, new.post_id, new.at, new.commitment)
     is distinct from (old.account_id, old.audience, old.seq, old.event_id, old.kind, old.post_id, old.at, old.commitment)
     or new.salt is not null or new.record is not null then
    raise exception 'receipts.entry only grows';
  end if;
  return new;
end $$;
create trigger entry_grows before update on receipts.entry for each row execute function receipts.refuse_change();

-- In which lists the logs say that a post is: 'public', 'tag/KEY', 'thread/ROOT'. What is erased leaves them.
create table receipts.listed (
  list text not null,
  post_id bigint not null,
  account_id bigint not null,
  primary key (list, post_id)
);
create index listed_post on receipts.listed (post_id);

-- Posts from before there were logs: those above the first id and up to the second wait; null: none does.
create table receipts.earlier (
  one boolean primary key default true check (one),
  above bigint not null,
  until bigint
);
insert into receipts.earlier (above, until) select 0, max(id) from posts.post;
