/** SQL about apps and codes: by primary key, or by the unique indexes on client_id and hash. */

import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { tablesOf } from '#platform/db/database.ts';
import type { AuthTables } from '../schema.ts';
import type { App, Code } from '../types.ts';

function toApp(row: AuthTables['auth.app']): App {
  return {
    id: row.id,
    clientId: row.client_id,
    secretHash: row.secret_hash,
    name: row.name,
    website: row.website ?? undefined,
    redirectUris: row.redirect_uris,
    scopes: row.scopes,
    createdAt: row.created_at,
  };
}

export async function selectApp(ctx: Context, id: Id): Promise<App | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.app').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toApp(row);
}

export async function selectApps(ctx: Context, ids: readonly Id[]): Promise<App[]> {
  if (ids.length === 0) return [];
  const rows = await tablesOf<AuthTables>(ctx).selectFrom('auth.app').selectAll().where('id', 'in', [...new Set(ids)]).execute();
  return rows.map(toApp);
}

export async function selectAppByClientId(ctx: Context, clientId: string): Promise<App | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.app').selectAll().where('client_id', '=', clientId).executeTakeFirst();
  return row && toApp(row);
}

/** Leaves an app that is there under this client id as it is. */
export async function insertApp(ctx: Context, app: App): Promise<void> {
  await tablesOf<AuthTables>(ctx).insertInto('auth.app').values({
    id: app.id,
    client_id: app.clientId,
    secret_hash: app.secretHash,
    name: app.name,
    website: app.website ?? null,
    redirect_uris: [...app.redirectUris],
    scopes: app.scopes,
    created_at: app.createdAt,
  }).onConflict((conflict) => conflict.column('client_id').doNothing()).execute();
}

function toCode(row: AuthTables['auth.code']): Code {
  return {
    id: row.id,
    appId: row.app_id,
    accountId: row.account_id,
    redirectUri: row.redirect_uri,
    scopes: row.scopes,
    challenge: row.challenge ?? undefined,
    expiresAt: row.expires_at,
    usedAt: row.used_at ?? undefined,
    tokenId: row.token_id ?? undefined,
  };
}

export async function insertCode(ctx: Context, hash: string, code: Code): Promise<void> {
  await tablesOf<AuthTables>(ctx).insertInto('auth.code').values({
    id: code.id,
    hash,
    app_id: code.appId,
    account_id: code.accountId,
    redirect_uri: code.redirectUri,
    scopes: code.scopes,
    challenge: code.challenge ?? null,
    expires_at: code.expiresAt,
  }).execute();
}

/** The code, held against everyone else until the transaction ends: of fifty who bring it at once, one comes first. */
export async function selectCodeToUse(ctx: Context, hash: string): Promise<Code | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.code').selectAll().where('hash', '=', hash).forUpdate().executeTakeFirst();
  return row && toCode(row);
}

export async function updateCodeUsed(ctx: Context, id: Id, tokenId: Id): Promise<void> {
  await tablesOf<AuthTables>(ctx).updateTable('auth.code').set({ used_at: ctx.now(), token_id: tokenId }).where('id', '=', id).execute();
}

export async function deleteCodesOf(ctx: Context, accountId: Id): Promise<void> {
  await tablesOf<AuthTables>(ctx).deleteFrom('auth.code').where('account_id', '=', accountId).execute();
}
