alter table transfer.task
  -- The file that was brought, for as long as there is something in it to be taken in.
  add column source text,
  -- How often something was left out, by the reason: {"only a picture": 12}.
  add column gaps jsonb not null default '{}';
