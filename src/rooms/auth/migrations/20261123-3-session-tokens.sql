-- What a page of ours calls with in the name of its session: made at first use, never handed out, gone with the session.
alter table auth.token add column session_id bigint unique references auth.session on delete cascade;
