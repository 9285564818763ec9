-- Decisions by consent in groups, and the roles that come of them.
create table decisions.proposal (
  id bigint primary key,
  group_id bigint not null,
  kind text not null check (kind in ('plain', 'role', 'end_role', 'rules', 'steward')),
  -- Null: who made it has no account any more.
  proposer_id bigint,
  state text not null check (state in ('questions', 'reactions', 'objections', 'adopted', 'withdrawn', 'lapsed')),
  version integer not null check (version > 0),
  -- When it came into its stage, and when something was last done to it.
  stage_at timestamptz not null,
  moved_at timestamptz not null,
  decided_at timestamptz
);
create index proposal_of on decisions.proposal (group_id, id);
create index proposal_by on decisions.proposal (proposer_id);
create index proposal_settles on decisions.proposal (stage_at) where state = 'objections';
create index proposal_lapses on decisions.proposal (moved_at) where state in ('questions', 'reactions', 'objections');

-- How it reads, and how it read before each amendment.
create table decisions.wording (
  id bigint primary key,
  proposal_id bigint not null references decisions.proposal (id) on delete cascade,
  version integer not null,
  author_id bigint,
  title text not null,
  body text not null,
  -- What its adoption does, by its kind.
  terms jsonb not null
);
create unique index wording_once on decisions.wording (proposal_id, version);
create index wording_by on decisions.wording (author_id);

-- Who does not object to it as it reads now.
create table decisions.consent (
  proposal_id bigint not null references decisions.proposal (id) on delete cascade,
  account_id bigint not null,
  primary key (proposal_id, account_id)
);
create index consent_by on decisions.consent (account_id);

create table decisions.objection (
  id bigint primary key,
  proposal_id bigint not null references decisions.proposal (id) on delete cascade,
  author_id bigint not null,
  version integer not null,
  -- What would come of it, and whom it would harm.
  harm text not null check (length(harm) >= 10),
  harmed text not null check (length(harmed) >= 2),
  state text not null check (state in ('standing', 'withdrawn', 'met', 'left')),
  settled_at timestamptz
);
create index objection_of on decisions.objection (proposal_id, id);
create unique index objection_standing on decisions.objection (proposal_id, author_id) where state = 'standing';
create index objection_by on decisions.objection (author_id);

-- Questions with their answers, and reactions.
create table decisions.remark (
  id bigint primary key,
  proposal_id bigint not null references decisions.proposal (id) on delete cascade,
  version integer not null,
  kind text not null check (kind in ('question', 'answer', 'reaction')),
  author_id bigint not null,
  body text not null,
  answers_id bigint references decisions.remark (id) on delete cascade
);
create index remark_of on decisions.remark (proposal_id, id);
create index remark_answers on decisions.remark (answers_id);
create index remark_by on decisions.remark (author_id);

create table decisions.role (
  id bigint primary key,
  group_id bigint not null,
  proposal_id bigint not null,
  title text not null,
  purpose text not null,
  domain text not null,
  holder_id bigint,
  begins_at timestamptz not null,
  term_ends_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('term', 'holder', 'left', 'decision')),
  check ((ended_at is null) = (ended_by is null))
);
create index role_of on decisions.role (group_id, id);
create index role_proposal on decisions.role (proposal_id);
create index role_holder on decisions.role (holder_id);
create index role_term on decisions.role (term_ends_at) where ended_at is null;
