-- Groups of people, and their sub-groups. ("group" is a word of SQL.)
create table groups.circle (
  id bigint primary key,
  -- Its address, while it lives.
  handle text,
  title text not null,
  purpose text not null,
  access text not null check (access in ('public', 'request', 'secret')),
  house_rules text not null,
  rules_changed_at timestamptz not null,
  -- Its own hashtag, canonical; '': none.
  tag text not null,
  -- What it was born from.
  parent_group_id bigint references groups.circle (id) on delete set null,
  parent_chat_id bigint,
  -- Null: it lasts.
  ends_at timestamptz,
  state text not null check (state in ('open', 'dissolving', 'dissolved')),
  -- It is not on the map of its parent: a choice that is logged.
  map_private boolean not null,
  chat_id bigint,
  made_by bigint,
  created_at timestamptz not null,
  warned_week boolean not null default false,
  warned_day boolean not null default false,
  -- What is left of those who were in it.
  size integer not null default 0,
  dissolved_at timestamptz
);
create unique index circle_handle on groups.circle (handle);
-- What anybody may find, the newest first.
create index circle_open on groups.circle (id desc) where state = 'open' and access <> 'secret' and parent_group_id is null and parent_chat_id is null;
create index circle_parent_group on groups.circle (parent_group_id) where parent_group_id is not null;
create index circle_parent_chat on groups.circle (parent_chat_id) where parent_chat_id is not null;
create index circle_end on groups.circle (ends_at) where state = 'open' and ends_at is not null;
create index circle_dissolving on groups.circle (id) where state = 'dissolving';
create index circle_made on groups.circle (made_by, created_at);

create table groups.member (
  id bigint primary key,
  group_id bigint not null references groups.circle (id) on delete cascade,
  account_id bigint not null,
  -- asked: wants to join; invited: introduced, and has not answered; kept: was in it when it dissolved, and may read what is left.
  state text not null check (state in ('asked', 'invited', 'in', 'out', 'declined', 'barred', 'kept')),
  steward boolean not null default false,
  rules_read_at timestamptz,
  trade text not null default '',
  helps_with text[] not null default '{}',
  introduced_by bigint,
  introduction text not null default '',
  joined_at timestamptz,
  changed_at timestamptz not null
);
create unique index member_once on groups.member (group_id, account_id);
create index member_of on groups.member (account_id, state) include (group_id);
create index member_introduced on groups.member (introduced_by) where introduced_by is not null;

-- What happened in a group, for all who are in it.
create table groups.log (
  id bigint primary key,
  group_id bigint not null references groups.circle (id) on delete cascade,
  kind text not null,
  actor_id bigint,
  -- Whom or what it is about; the kind says which.
  subject_id bigint,
  note text not null,
  created_at timestamptz not null
);
create index log_of on groups.log (group_id, id desc);
create index log_actor on groups.log (actor_id);
create index log_subject on groups.log (subject_id);

-- That a sub-group was opened which its parent does not see: by whom and when, not which.
create table groups.choice (
  id bigint primary key,
  parent_group_id bigint references groups.circle (id) on delete cascade,
  parent_chat_id bigint,
  actor_id bigint,
  created_at timestamptz not null
);
create index choice_group on groups.choice (parent_group_id) where parent_group_id is not null;
create index choice_chat on groups.choice (parent_chat_id) where parent_chat_id is not null;
create index choice_actor on groups.choice (actor_id);

-- Both only grow. Rows go with their whole group, and a name goes with its account: whoever does that says so first.
create function groups.only_grows() returns trigger language plpgsql as $$
begin
  if current_setting('groups.erasing', true) is distinct from 'on' then
    raise exception '% only grows', tg_table_name;
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger log_only_grows before update or delete on groups.log for each row execute function groups.only_grows();
create trigger choice_only_grows before update or delete on groups.choice for each row execute function groups.only_grows();

-- What is asked of all members: a later end, or the end.
create table groups.ask (
  id bigint primary key,
  group_id bigint not null references groups.circle (id) on delete cascade,
  kind text not null check (kind in ('extension', 'dissolution')),
  ends_at timestamptz,
  account_id bigint not null,
  created_at timestamptz not null,
  -- Who has not objected until then consents.
  decides_at timestamptz not null
);
create unique index ask_once on groups.ask (group_id);
create index ask_due on groups.ask (decides_at);

create table groups.consent (
  ask_id bigint not null references groups.ask (id) on delete cascade,
  account_id bigint not null,
  primary key (ask_id, account_id)
);
create index consent_of on groups.consent (account_id);

-- What is to stay of a group that ends.
create table groups.item (
  id bigint primary key,
  group_id bigint not null references groups.circle (id) on delete cascade,
  -- Null once the group is dissolved: then it is everybody's who approved it.
  author_id bigint,
  text text not null,
  created_at timestamptz not null,
  edited_at timestamptz
);
create index item_of on groups.item (group_id, id);
create index item_author on groups.item (author_id);

create table groups.voice (
  item_id bigint not null references groups.item (id) on delete cascade,
  account_id bigint not null,
  voice text not null check (voice in ('approve', 'veto')),
  primary key (item_id, account_id)
);
create index voice_of on groups.voice (account_id);
