-- Posts get marks for words that stand side by side, so that the index finds words in a row nearly without others. Only words with
-- several forms ("l'été") are in a row without such a mark: they are rarer than the words are, and for them one looks further.
create or replace function search.reach(wanted tsquery, most integer) returns integer language sql stable
return (select least(65536, greatest(4096, most * greatest(reltuples, 0) / 3500)
    * case when wanted::text like '%<->%' and wanted::text not like '%''p/%' then 8 else 1 end)::integer
  from pg_class where oid = 'search.entry'::regclass);

-- Every post is read once more, for those marks; until all have them, no search relies on them.
update search.rebuild set below = (select max(id) + 1 from posts.post), done = 0;
