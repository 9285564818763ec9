-- What is talked about now, in its order, as counted last. A few hundred rows, replaced as a whole.
create table search.trend (
  kind text not null check (kind in ('tag', 'post', 'link')),
  place integer not null,
  -- The key of a tag, the id of a post, the address of a link.
  key text not null,
  people integer not null,
  -- People in an hour: now, and in the week before (tags and links).
  now double precision not null,
  usual double precision,
  rise double precision,
  primary key (kind, place)
);
