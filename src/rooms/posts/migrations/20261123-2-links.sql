-- The first address that a post names and that may have a card, as #links writes it.
alter table posts.post add column link_url text;
-- Which posts name an address. Addresses may be longer than an index row: hence the sum.
create index post_link on posts.post (md5(link_url), id desc) where link_url is not null;
