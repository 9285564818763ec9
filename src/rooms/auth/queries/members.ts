/** SQL about members as whoever runs the server sees them: a mailbox, a reason, a role, beside the account. */

import type { ReadableAccounts, Standing } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf, tablesOf } from '#platform/db/database.ts';
import type { AuthTables } from '../schema.ts';
import type { Role } from '../types.ts';

export interface MemberRow {
  readonly id: Id;
  readonly username: string;
  readonly email: string;
  readonly confirmed_at: Date | null;
  readonly role: Role;
  readonly standing: Standing;
  readonly reason: string;
  readonly created_at: Date;
}

const MOST = 100;

/** Who waits to be let in, the longest first, a hundred at most; by account_pending. */
export function selectPending(ctx: Context): Promise<MemberRow[]> {
  return members(ctx).where('a.standing', '=', 'pending').orderBy('a.id').limit(MOST).execute();
}

/**
 * Members below an id, the newest first. With a text: those whose name or mailbox begins with it, found by a pass over the
 * members from the newest on, which whoever runs the server may wait for.
 */
export function selectMembers(ctx: Context, { text, below, limit }: { text: string; below: Id | undefined; limit: number }): Promise<MemberRow[]> {
  const start = `${text.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return members(ctx).where('a.standing', '<>', 'deleted')
    .$if(below !== undefined, (query) => query.where('a.id', '<', below ?? 0))
    .$if(text !== '', (query) => query.where(({ eb, or }) => or([eb('a.username', 'like', start), eb('c.email_key', 'like', start)])))
    .orderBy('a.id', 'desc').limit(limit).execute();
}

/** One of them, by the primary keys. */
export function selectMember(ctx: Context, id: Id): Promise<MemberRow | undefined> {
  return members(ctx).where('a.id', '=', id).executeTakeFirst();
}

function members(ctx: Context) {
  return tablesOf<AuthTables & ReadableAccounts>(ctx).selectFrom('accounts.account as a').innerJoin('auth.credential as c', 'c.account_id', 'a.id')
    .select(['a.id', 'a.username', 'c.email', 'c.confirmed_at', 'c.role', 'a.standing', 'c.reason', 'c.created_at']);
}

export interface InviteRow {
  readonly id: Id;
  readonly uses_left: number;
  readonly expires_at: Date;
  readonly created_at: Date;
}

/** Invitations that still let somebody in, the newest first; a pass over the few there are. */
export function selectInvites(ctx: Context): Promise<InviteRow[]> {
  return tablesOf<AuthTables>(ctx).selectFrom('auth.invite').select(['id', 'uses_left', 'expires_at', 'created_at'])
    .where('uses_left', '>', 0).where('expires_at', '>', ctx.now()).orderBy('id', 'desc').limit(MOST).execute();
}

/** @returns whether it was there */
export async function deleteInvite(ctx: Context, id: Id): Promise<boolean> {
  return (await rowsOf(ctx, 'delete from auth.invite where id = $1 returning 1', [id])).length > 0;
}
