/** Members as whoever runs the server sees them, and what they may do about them. Callers make sure that it is the owner. */

import { setStanding } from '#accounts';
import type { Standing } from '#accounts';
import { forbidden, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { deleteMember } from './commands/delete-member.ts';
import { deleteInvite, selectInvites, selectMember, selectMembers, selectPending } from './queries/members.ts';
import type { InviteRow, MemberRow } from './queries/members.ts';

export interface MemberFacts {
  readonly id: Id;
  readonly username: string;
  readonly email: string;
  readonly confirmed: boolean;
  readonly isOwner: boolean;
  readonly standing: Standing;
  /** What they said when they asked to join. */
  readonly reason: string;
  readonly since: Date;
}

const toFacts = ({ id, username, email, confirmed_at, role, standing, reason, created_at }: MemberRow): MemberFacts => ({
  id, username, email, confirmed: confirmed_at !== null, isOwner: role === 'owner', standing, reason, since: created_at,
});

/** Who waits to be let in, the longest first. */
export async function readPending(ctx: Context): Promise<MemberFacts[]> {
  return (await selectPending(ctx)).map(toFacts);
}

/** Members whose name or mailbox begins with a text, the newest first; `full`: there may be more. */
export async function readMembers(ctx: Context, { text, below }: { text: string; below: Id | undefined }): Promise<{ members: MemberFacts[]; full: boolean }> {
  const limit = 50;
  const rows = await selectMembers(ctx, { text, below, limit });
  return { members: rows.map(toFacts), full: rows.length === limit };
}

/** Lets somebody in who waited, or turns them away, which leaves nothing of them. @throws Refusal 404 for who does not wait. */
export async function settlePending(ctx: Context, id: Id, letIn: boolean): Promise<void> {
  await transaction(ctx, async (tx) => {
    if ((await selectMember(tx, id))?.standing !== 'pending') throw notFound();
    await (letIn ? setStanding(tx, id, 'active') : deleteMember(tx, id));
  });
}

/**
 * Disabled: may not act, and is seen as before. Suspended: neither acts nor is seen. Active: all of it is taken back.
 * @throws Refusal 404, or 403 for an owner, who could not take it back.
 */
export async function changeStanding(ctx: Context, id: Id, standing: 'active' | 'disabled' | 'suspended'): Promise<void> {
  await transaction(ctx, async (tx) => {
    const member = await selectMember(tx, id);
    if (member === undefined || member.standing === 'pending' || member.standing === 'deleted') throw notFound();
    if (member.role === 'owner') throw forbidden('The owner stays');
    await setStanding(tx, id, standing);
  });
}

export interface InviteFacts {
  readonly id: Id;
  readonly usesLeft: number;
  readonly until: Date;
  readonly since: Date;
}

/** Invitations that still let somebody in. Their links are not kept and cannot be shown again. */
export async function readInvites(ctx: Context): Promise<InviteFacts[]> {
  const toInvite = ({ id, uses_left, expires_at, created_at }: InviteRow): InviteFacts => ({ id, usesLeft: uses_left, until: expires_at, since: created_at });
  return (await selectInvites(ctx)).map(toInvite);
}

/** @throws Refusal 404 */
export async function revokeInvite(ctx: Context, id: Id): Promise<void> {
  if (!(await transaction(ctx, (tx) => deleteInvite(tx, id)))) throw notFound();
}
