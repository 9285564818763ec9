/** What stands in the database, as one hash for each table: equal before and after means nothing was written. */
import type { Town } from '../town.ts';

/** Last-used times and the process's own bookkeeping change by looking. */
const VOLATILE = /^platform\.|\.(token|session|access_token|rate_snapshot)$/;

export async function tableHashes(town: Town): Promise<Record<string, string>> {
  const tables = await town.sql<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like '%graphile%' and n.nspname not like 'pg\\_%'
    order by 1`);
  const kept = tables.map(({ name }) => name).filter((name) => !VOLATILE.test(name.replaceAll('"', '')));
  const text = kept.map((name) => `select '${name}' as name, md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) as hash from ${name} t`);
  const rows = await town.sql<{ name: string; hash: string }>(text.join(' union all '));
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
