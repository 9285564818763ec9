-- What somebody brings or takes along, and how far it is.
create table transfer.task (
  id bigint primary key,
  account_id bigint not null,
  kind text not null check (kind in ('follows', 'blocks', 'mutes', 'bookmarks', 'twitter', 'archive')),
  mode text not null check (mode in ('merge', 'overwrite')),
  state text not null check (state in ('running', 'done', 'cancelled')),
  total integer not null,
  done integer not null default 0,
  failed integer not null default 0,
  -- The first lines that could not be taken in, with the reason: [{"line": 3, "text": "…", "reason": "…"}].
  notes jsonb not null default '[]',
  -- The name of the file to fetch, for an archive that is ready.
  file text,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index task_account on transfer.task (account_id, id desc);

-- Lines still to be worked; each goes with the act it asks for.
create table transfer.line (
  task_id bigint not null references transfer.task on delete cascade,
  n integer not null,
  cells text[] not null,
  primary key (task_id, n)
);

-- In mode overwrite: what the file names, and so what stays.
create table transfer.named (
  task_id bigint not null references transfer.task on delete cascade,
  target_id bigint not null,
  primary key (task_id, target_id)
);

-- Which post came of which, so that the same archive twice brings nothing twice.
create table transfer.imported (
  account_id bigint not null,
  source text not null,
  post_id bigint not null,
  primary key (account_id, source)
);
