-- The searches that somebody keeps, in their own order: read and written together, so they stand together.
create table search.saved (
  account_id bigint primary key,
  searches jsonb not null
);
