/** SQL about tokens. */

import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { AuthTables } from '../schema.ts';
import type { Token } from '../types.ts';

function toToken(row: Omit<AuthTables['auth.token'], 'hash'>): Token {
  return {
    id: row.id,
    appId: row.app_id,
    accountId: row.account_id ?? undefined,
    scopes: row.scopes,
    createdAt: row.created_at,
    usedAt: row.used_at ?? undefined,
  };
}

interface PresentedRow {
  id: Id;
  app_id: Id;
  account_id: Id | null;
  scopes: string;
  used_at: Date | null;
  confirmed: boolean;
}

/** A token as it is brought to us, and whether its owner's mailbox is confirmed. By the unique index on hash. */
export async function selectPresentedToken(ctx: Context, hash: string): Promise<PresentedRow | undefined> {
  const [row] = await rowsOf<PresentedRow>(ctx, `
    select t.id, t.app_id, t.account_id, t.scopes, t.used_at, c.confirmed_at is not null as confirmed
    from auth.token t left join auth.credential c on c.account_id = t.account_id where t.hash = $1`, [hash]);
  return row;
}

/** Whose a token is, and in which language they are spoken to. By the primary key. */
export async function selectTokenOwner(ctx: Context, id: Id): Promise<{ account_id: Id; confirmed: boolean; locale: string } | undefined> {
  const [row] = await rowsOf<{ account_id: Id; confirmed: boolean; locale: string }>(ctx, `
    select t.account_id, c.confirmed_at is not null as confirmed, c.locale
    from auth.token t join auth.credential c on c.account_id = t.account_id where t.id = $1`, [id]);
  return row;
}

export async function selectTokenByHash(ctx: Context, hash: string): Promise<Token | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.token').selectAll().where('hash', '=', hash).executeTakeFirst();
  return row && toToken(row);
}

/** Those that apps hold, newest first, by the index on account_id. */
export async function selectTokensOf(ctx: Context, accountId: Id): Promise<Token[]> {
  const rows = await tablesOf<AuthTables>(ctx).selectFrom('auth.token').selectAll()
    .where('account_id', '=', accountId).where('session_id', 'is', null).orderBy('id', 'desc').limit(500).execute();
  return rows.map(toToken);
}

export async function insertToken(ctx: Context, hash: string, token: Token): Promise<void> {
  await tablesOf<AuthTables>(ctx).insertInto('auth.token').values({
    id: token.id,
    hash,
    app_id: token.appId,
    account_id: token.accountId ?? null,
    scopes: token.scopes,
    created_at: token.createdAt,
  }).execute();
}

/** By the unique index on session_id. */
export async function selectSessionToken(ctx: Context, sessionId: Id): Promise<Token | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.token').selectAll().where('session_id', '=', sessionId).executeTakeFirst();
  return row && toToken(row);
}

/**
 * The token of a session, unless it has one or has ended; `hash` is one that no secret has. Holds the session meanwhile, so that
 * whoever ends it sees the token (test: "a session that ends while its first call comes in leaves no token").
 */
export async function insertSessionToken(ctx: Context, sessionId: Id, token: { id: Id; appId: Id; accountId: Id; scopes: string }): Promise<void> {
  await rowsOf(ctx, `
    insert into auth.token (id, hash, app_id, account_id, scopes, created_at, session_id)
    select $2, 'session ' || s.id, $3, $4, $5, $6, s.id from auth.session s where s.id = $1 and s.complete for key share
    on conflict do nothing`, [sessionId, token.id, token.appId, token.accountId, token.scopes, ctx.now()]);
}

/** The ids of the tokens that are gone now, by the unique index on session_id. */
export async function deleteTokensOfSessions(ctx: Context, sessionIds: readonly Id[]): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, 'delete from auth.token where session_id = any($1) returning id', [sessionIds]);
  return rows.map((row) => row.id);
}

export async function updateTokenUsed(ctx: Context, id: Id): Promise<void> {
  await rowsOf(ctx, 'update auth.token set used_at = $2 where id = $1', [id, ctx.now()]);
}

/** @returns whether it was there. */
export async function deleteToken(ctx: Context, id: Id): Promise<boolean> {
  const result = await tablesOf<AuthTables>(ctx).deleteFrom('auth.token').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** The ids of the tokens that are gone now: all of an account, or those it gave to one app. */
export async function deleteTokensOf(ctx: Context, accountId: Id, appId?: Id): Promise<Id[]> {
  const rows = await tablesOf<AuthTables>(ctx).deleteFrom('auth.token').where('account_id', '=', accountId)
    .$if(appId !== undefined, (query) => query.where('app_id', '=', appId as Id)).returning('id').execute();
  return rows.map((row) => row.id);
}

export async function selectToken(ctx: Context, id: Id): Promise<Token | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.token').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toToken(row);
}
