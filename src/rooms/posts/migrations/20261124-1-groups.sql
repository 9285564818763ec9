-- Posts that only the members of a group see.
alter table posts.post add column group_id bigint;
alter table posts.post drop constraint post_visibility_check,
  add constraint post_visibility_check check (visibility in ('public', 'unlisted', 'followers', 'direct', 'group')),
  add constraint post_group_check check ((visibility = 'group') = (group_id is not null));
-- The timeline of a group; and of an author what lies in groups, beside the log that everybody else reads.
create index post_group on posts.post (group_id, id desc) where group_id is not null;
create index post_grouped on posts.post (author_id, id desc) where group_id is not null;
