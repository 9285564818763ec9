-- Whoever is behind is told how many there were then.
alter table live.question_vote add column created_at timestamptz not null default now();
