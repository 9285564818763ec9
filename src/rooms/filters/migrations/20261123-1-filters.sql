create table filters.filter (
  id bigint primary key,
  account_id bigint not null,
  title text not null,
  -- Where its owner wants it to count; the reader's app looks at it, the server marks everywhere.
  places text[] not null,
  action text not null check (action in ('warn', 'hide', 'blur')),
  expires_at timestamptz
);
create index filter_account on filters.filter (account_id, id);

create table filters.keyword (
  id bigint primary key,
  filter_id bigint not null references filters.filter on delete cascade,
  text text not null,
  whole_word boolean not null
);
create index keyword_filter on filters.keyword (filter_id, id);

-- Posts that a filter names by themselves.
create table filters.chosen (
  id bigint primary key,
  filter_id bigint not null references filters.filter on delete cascade,
  post_id bigint not null
);
create unique index chosen_once on filters.chosen (filter_id, post_id);
create index chosen_post on filters.chosen (post_id);
