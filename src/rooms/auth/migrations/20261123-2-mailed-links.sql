-- The mailbox that a link was sent to: it proves that one and no other, also when the account moves meanwhile. Null: the
-- operator handed it over. The purpose `move` is a new mailbox that waits to be proven.
alter table auth.link add column email text;
alter table auth.link drop constraint link_purpose_check;
alter table auth.link add constraint link_purpose_check check (purpose in ('reset', 'confirm', 'move', 'owner'));
