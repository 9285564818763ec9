-- Posts that show another post inside, with its author's consent.
alter table posts.post
  -- Both stay when the quoted post is deleted: the state then says so.
  add column quoted_id bigint,
  add column quoted_author_id bigint,
  add column quote_state text check (quote_state in ('accepted', 'revoked', 'deleted')),
  -- Who may quote it. What was written before anybody was asked may be quoted by its author alone.
  add column quote_policy text not null default 'nobody' check (quote_policy in ('public', 'followers', 'nobody')),
  -- Public and unlisted quotes only, as others would otherwise count what they cannot see.
  add column quotes_count integer not null default 0;
-- The quotes of a post, newest first.
create index post_quotes on posts.post (quoted_id, id desc) include (quote_state) where quoted_id is not null;
