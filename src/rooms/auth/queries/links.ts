/** SQL about one-time links, invitations and challenges: by primary key, or by the unique index on hash. */

import { sql } from 'kysely';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { AuthTables } from '../schema.ts';
import type { LinkPurpose } from '../types.ts';

interface NewLink {
  hash: string;
  purpose: LinkPurpose;
  accountId: Id | undefined;
  /** Where it was mailed to; undefined when the operator hands it over. */
  email: string | undefined;
  expiresAt: Date;
}

/** Stores a link; an earlier one of the same purpose for the same account (or of the house) stops working. */
export async function insertLink(ctx: Context, link: NewLink): Promise<void> {
  const db = tablesOf<AuthTables>(ctx);
  await db.deleteFrom('auth.link').where('purpose', '=', link.purpose)
    .where(sql<boolean>`account_id is not distinct from ${link.accountId ?? null}`).execute();
  await db.insertInto('auth.link').values({
    hash: link.hash, purpose: link.purpose, account_id: link.accountId ?? null, email: link.email ?? null, expires_at: link.expiresAt,
  }).execute();
}

export interface FoundLink {
  accountId: Id | undefined;
  email: string | undefined;
}

const toLink = (row: { account_id: Id | null; email: string | null }): FoundLink =>
  ({ accountId: row.account_id ?? undefined, email: row.email ?? undefined });

export async function selectLink(ctx: Context, purpose: LinkPurpose, hash: string): Promise<FoundLink | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.link').select(['account_id', 'email'])
    .where('hash', '=', hash).where('purpose', '=', purpose).where('expires_at', '>', ctx.now()).executeTakeFirst();
  return row && toLink(row);
}

/** Takes a link: of two who bring it, one gets it. */
export async function deleteLink(ctx: Context, purpose: LinkPurpose, hash: string): Promise<FoundLink | undefined> {
  const row = await tablesOf<AuthTables>(ctx).deleteFrom('auth.link')
    .where('hash', '=', hash).where('purpose', '=', purpose).where('expires_at', '>', ctx.now())
    .returning(['account_id', 'email']).executeTakeFirst();
  return row && toLink(row);
}

export async function deleteLinksOf(ctx: Context, accountId: Id): Promise<void> {
  await tablesOf<AuthTables>(ctx).deleteFrom('auth.link').where('account_id', '=', accountId).execute();
}

export async function insertInvite(ctx: Context, invite: { id: Id; hash: string; uses: number; expiresAt: Date }): Promise<void> {
  await tablesOf<AuthTables>(ctx).insertInto('auth.invite').values({
    id: invite.id, hash: invite.hash, uses_left: invite.uses, expires_at: invite.expiresAt, created_at: ctx.now(),
  }).execute();
}

/** Uses an invitation up by one. @returns whether one was left. */
export async function updateInviteUsed(ctx: Context, hash: string): Promise<boolean> {
  const result = await tablesOf<AuthTables>(ctx).updateTable('auth.invite').set({ uses_left: sql`uses_left - 1` })
    .where('hash', '=', hash).where('uses_left', '>', 0).where('expires_at', '>', ctx.now()).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function insertChallenge(ctx: Context, hash: string, accountId: Id | undefined, expiresAt: Date): Promise<void> {
  await tablesOf<AuthTables>(ctx).insertInto('auth.challenge')
    .values({ hash, account_id: accountId ?? null, expires_at: expiresAt }).execute();
}

/** Takes a challenge. @returns whether it was there, for this account or, without one, for nobody in particular. */
export async function deleteChallenge(ctx: Context, hash: string, accountId: Id | undefined): Promise<boolean> {
  const result = await tablesOf<AuthTables>(ctx).deleteFrom('auth.challenge').where('hash', '=', hash)
    .where('expires_at', '>', ctx.now())
    .where(sql<boolean>`account_id is not distinct from ${accountId ?? null}`).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** Removes what has run out, by the indexes on expires_at; used codes stay a day, so that a second use is noticed. */
export async function deleteExpired(ctx: Context): Promise<void> {
  const now = ctx.now();
  const before = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
  await rowsOf(ctx, 'delete from auth.link where expires_at < $1', [now]);
  await rowsOf(ctx, 'delete from auth.challenge where expires_at < $1', [now]);
  await rowsOf(ctx, 'delete from auth.code where expires_at < $1', [before(1)]);
  await rowsOf(ctx, 'delete from auth.device where seen_at < $1', [before(365)]);
}
