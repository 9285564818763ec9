/** SQL about passkeys: by the unique index on credential_id or the index on account_id. */

import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { tablesOf } from '#platform/db/database.ts';
import type { AuthTables } from '../schema.ts';
import type { Passkey } from '../types.ts';

function toPasskey(row: AuthTables['auth.passkey']): Passkey {
  return {
    id: row.id,
    accountId: row.account_id,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: row.transports,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}

export async function selectPasskeysOf(ctx: Context, accountId: Id): Promise<Passkey[]> {
  const rows = await tablesOf<AuthTables>(ctx).selectFrom('auth.passkey').selectAll()
    .where('account_id', '=', accountId).orderBy('id').limit(100).execute();
  return rows.map(toPasskey);
}

export async function selectPasskey(ctx: Context, credentialId: string): Promise<Passkey | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.passkey').selectAll()
    .where('credential_id', '=', credentialId).executeTakeFirst();
  return row && toPasskey(row);
}

export async function insertPasskey(ctx: Context, passkey: Passkey): Promise<void> {
  await tablesOf<AuthTables>(ctx).insertInto('auth.passkey').values({
    id: passkey.id,
    account_id: passkey.accountId,
    credential_id: passkey.credentialId,
    public_key: passkey.publicKey,
    counter: passkey.counter,
    transports: [...passkey.transports],
    name: passkey.name,
    created_at: passkey.createdAt,
  }).execute();
}

export async function updatePasskeyUsed(ctx: Context, id: Id, counter: number): Promise<void> {
  await tablesOf<AuthTables>(ctx).updateTable('auth.passkey').set({ counter, last_used_at: ctx.now() }).where('id', '=', id).execute();
}

export async function deletePasskey(ctx: Context, accountId: Id, id: Id): Promise<boolean> {
  const result = await tablesOf<AuthTables>(ctx).deleteFrom('auth.passkey')
    .where('id', '=', id).where('account_id', '=', accountId).executeTakeFirst();
  return result.numDeletedRows === 1n;
}
