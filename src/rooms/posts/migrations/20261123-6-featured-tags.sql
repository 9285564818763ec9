-- Tags that an account shows on its profile.
create table posts.featured_tag (
  id bigint primary key,
  account_id bigint not null,
  tag_key text collate "C" not null
);
create unique index featured_tag_once on posts.featured_tag (account_id, tag_key);

-- An author's posts that have a tag: how often and when last one was used, and which are used most.
create index post_with_tags on posts.post (author_id, id desc) where repost_of_id is null and tag_keys <> '{}';
