-- Whom somebody tells how far they have read and that they are writing: everybody, those they trust that far, nobody.
alter table chats.preference
  alter column read_marks type text using case when read_marks then 'all' else 'none' end,
  alter column typing type text using case when typing then 'all' else 'none' end,
  add check (read_marks in ('all', 'trusted', 'none')),
  add check (typing in ('all', 'trusted', 'none'));
