-- What somebody wants of private conversations; whoever has no row wants what is usual.
create table chats.preference (
  account_id bigint primary key,
  -- From when to when, where, and on which days nobody pushes: {"from","to","zone","days"}.
  quiet jsonb,
  read_marks boolean not null,
  typing boolean not null,
  push text not null check (push in ('none', 'plain', 'text'))
);
