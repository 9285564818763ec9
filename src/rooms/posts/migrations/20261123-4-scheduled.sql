-- A post that is to be written at a later time. The row goes in the transaction that writes the post: it is written once.
create table posts.scheduled (
  id bigint primary key,
  account_id bigint not null,
  scheduled_at timestamptz not null,
  -- What is to be posted, as commands/create-post.ts takes it (types.ts: Draft).
  draft jsonb not null,
  app_id bigint,
  idempotency text,
  -- Why it could not be posted when its time had come. It stays for its author to see, and can be given another time.
  failure text
);
create index scheduled_mine on posts.scheduled (account_id, id desc) include (scheduled_at);
create index scheduled_failed on posts.scheduled (scheduled_at) where failure is not null;

-- A key may stand for a scheduled post instead.
alter table posts.idempotency add column scheduled_id bigint;
create index idempotency_scheduled on posts.idempotency (scheduled_id) where scheduled_id is not null;
