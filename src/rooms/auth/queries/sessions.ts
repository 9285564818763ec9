/** SQL about browsers: by the unique index on hash, or by the index on account_id. */

import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { tablesOf } from '#platform/db/database.ts';
import type { AuthTables } from '../schema.ts';
import type { Session } from '../types.ts';

function toSession(row: AuthTables['auth.session']): Session {
  return {
    id: row.id,
    accountId: row.account_id,
    complete: row.complete,
    browser: row.browser,
    createdAt: row.created_at,
    seenAt: row.seen_at,
  };
}

export async function selectSession(ctx: Context, hash: string): Promise<Session | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.session').selectAll().where('hash', '=', hash).executeTakeFirst();
  return row && toSession(row);
}

export async function selectSessionsOf(ctx: Context, accountId: Id): Promise<Session[]> {
  const rows = await tablesOf<AuthTables>(ctx).selectFrom('auth.session').selectAll()
    .where('account_id', '=', accountId).where('complete', '=', true).orderBy('seen_at', 'desc').limit(200).execute();
  return rows.map(toSession);
}

export async function insertSession(ctx: Context, hash: string, session: Session): Promise<void> {
  await tablesOf<AuthTables>(ctx).insertInto('auth.session').values({
    id: session.id,
    hash,
    account_id: session.accountId,
    complete: session.complete,
    browser: session.browser,
    created_at: session.createdAt,
    seen_at: session.seenAt,
  }).execute();
}

export async function updateSessionSeen(ctx: Context, id: Id): Promise<void> {
  await tablesOf<AuthTables>(ctx).updateTable('auth.session').set({ seen_at: ctx.now() }).where('id', '=', id).execute();
}

/** @returns whether it was there and theirs. */
export async function deleteSession(ctx: Context, accountId: Id, id: Id): Promise<boolean> {
  const result = await tablesOf<AuthTables>(ctx).deleteFrom('auth.session')
    .where('id', '=', id).where('account_id', '=', accountId).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** All sessions of an account but, where given, the one that asks. */
export async function deleteSessionsOf(ctx: Context, accountId: Id, but?: Id): Promise<void> {
  await tablesOf<AuthTables>(ctx).deleteFrom('auth.session').where('account_id', '=', accountId)
    .$if(but !== undefined, (query) => query.where('id', '<>', but as Id)).execute();
}

export async function selectDevice(ctx: Context, hash: string, accountId: Id): Promise<boolean> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.device').select('hash')
    .where('hash', '=', hash).where('account_id', '=', accountId).executeTakeFirst();
  return row !== undefined;
}

export async function insertDevice(ctx: Context, hash: string, accountId: Id): Promise<void> {
  await tablesOf<AuthTables>(ctx).insertInto('auth.device').values({ hash, account_id: accountId, seen_at: ctx.now() })
    .onConflict((conflict) => conflict.columns(['hash', 'account_id']).doUpdateSet({ seen_at: ctx.now() })).execute();
}

export async function deleteDevicesOf(ctx: Context, accountId: Id): Promise<void> {
  await tablesOf<AuthTables>(ctx).deleteFrom('auth.device').where('account_id', '=', accountId).execute();
}
