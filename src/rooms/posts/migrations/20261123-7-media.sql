-- Attachments of #media, in the order shown.
alter table posts.post add column media_ids bigint[] not null default '{}';
-- What an edit replaced: which attachments, and what was said of each.
alter table posts.edit add column media_ids bigint[] not null default '{}';
alter table posts.edit add column media_descriptions text[] not null default '{}';

-- Lists of posts with attachments, which are few among all.
create index post_author_media on posts.post (author_id, id desc) where media_ids <> '{}';
create index post_public_media on posts.post (id desc)
  where visibility = 'public' and repost_of_id is null and media_ids <> '{}';
