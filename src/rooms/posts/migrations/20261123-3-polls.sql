-- Spares posts without a poll a look for one.
alter table posts.post add column has_poll boolean not null default false;
-- What the poll asked in this wording; null where there was none.
alter table posts.edit add column poll_titles text[];

-- Comes and goes with its post.
create table posts.poll (
  post_id bigint primary key references posts.post on delete cascade,
  -- Another number each time the options change, which drops the votes: a ballot counts only for the options it was cast for.
  round_id bigint not null,
  titles text[] not null,
  -- Of each option; sums of posts.poll_vote, so that a poll is read with one row.
  votes integer[] not null,
  voters_count integer not null default 0,
  multiple boolean not null,
  hides_totals boolean not null,
  expires_at timestamptz not null,
  -- Whether its end has been told.
  ended boolean not null default false
);

-- One row for each person, whatever they chose: two ballots of one person cannot both be counted.
create table posts.poll_vote (
  post_id bigint not null references posts.poll on delete cascade,
  account_id bigint not null,
  -- Places in poll.titles, from 0.
  choices integer[] not null,
  round_id bigint not null,
  primary key (post_id, account_id)
);
create index poll_vote_mine on posts.poll_vote (account_id, post_id desc);
