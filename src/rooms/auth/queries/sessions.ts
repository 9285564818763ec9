/** SQL about browsers: by the unique index on hash, or by the index on account_id. */

import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { AuthTables } from '../schema.ts';
import type { Role, Session } from '../types.ts';

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

interface PresentedRow {
  id: Id;
  account_id: Id;
  complete: boolean;
  seen_at: Date;
  email: string;
  confirmed: boolean;
  role: Role;
  locale: string;
}

/** A session as its cookie names it, with what is known of whoever is signed in. */
export async function selectPresentedSession(ctx: Context, hash: string): Promise<PresentedRow | undefined> {
  const [row] = await rowsOf<PresentedRow>(ctx, `
    select s.id, s.account_id, s.complete, s.seen_at, c.email, c.confirmed_at is not null as confirmed, c.role, c.locale
    from auth.session s join auth.credential c on c.account_id = s.account_id where s.hash = $1`, [hash]);
  return row;
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

/** Sessions of an account, held for their end: one, or all but, where given, the one that asks. */
export async function selectSessionsToEnd(ctx: Context, accountId: Id, which: { id: Id } | { but: Id | undefined }): Promise<Id[]> {
  const all = tablesOf<AuthTables>(ctx).selectFrom('auth.session').select('id').where('account_id', '=', accountId).orderBy('id').forUpdate();
  const { id, but } = { id: undefined, but: undefined, ...which };
  const asked = id === undefined ? (but === undefined ? all : all.where('id', '<>', but)) : all.where('id', '=', id);
  return (await asked.execute()).map((row) => row.id);
}

/** Held for their end: unused for sixty days, or a day old without a second factor. One pass over the sessions. */
export async function selectExpiredSessions(ctx: Context, limit: number): Promise<Id[]> {
  const before = (days: number): Date => new Date(ctx.now().getTime() - days * 86_400_000);
  const rows = await rowsOf<{ id: Id }>(ctx, `
    select id from auth.session where seen_at < $1 or (not complete and created_at < $2)
    order by id limit $3 for update skip locked`, [before(60), before(1), limit]);
  return rows.map((row) => row.id);
}

export async function deleteSessions(ctx: Context, ids: readonly Id[]): Promise<void> {
  await rowsOf(ctx, 'delete from auth.session where id = any($1)', [ids]);
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
