import { sql } from 'kysely';
import type { ReadableAccounts } from '#accounts';
import type { Context } from '#platform/context.ts';
import { tablesOf } from '#platform/db/database.ts';
import type { AuthTables } from '../schema.ts';

/** Accounts that wrote, or used a browser or an app, since then. One pass over the accounts, with session_account and token_account. */
export async function selectActiveCount(ctx: Context, since: Date): Promise<number> {
  const row = await tablesOf<AuthTables & ReadableAccounts>(ctx).selectFrom('accounts.account as a')
    .select(sql<number>`count(*)`.as('count')).where('a.standing', '=', 'active')
    .where(({ eb, or, exists, selectFrom }) => or([
      eb('a.last_post_at', '>', since),
      exists(selectFrom('auth.session as s').select('s.id').whereRef('s.account_id', '=', 'a.id').where('s.seen_at', '>', since)),
      exists(selectFrom('auth.token as t').select('t.id').whereRef('t.account_id', '=', 'a.id').where('t.used_at', '>', since)),
    ])).executeTakeFirst();
  return row?.count ?? 0;
}
