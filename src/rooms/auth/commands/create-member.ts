/** Making an account that can sign in. */

import { createAccount } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { insertCredential } from '../queries/credentials.ts';
import type { Role } from '../types.ts';
import { emailRefused, readMailbox } from './mailboxes.ts';

export interface NewMember {
  username: string;
  email: string;
  password: string;
  role?: Role;
  /** Whether the mailbox is known to be theirs. Default true. */
  confirmed?: boolean;
  /** Whether the owner has to approve them first. Default false. */
  pending?: boolean;
  locale?: string;
  reason?: string;
}

/**
 * Creates an account with an address and a password.
 * @throws Refusal 422 with `details` by field: name taken or reserved, address taken or none, password too short or long.
 */
export async function createMember(ctx: Context, member: NewMember): Promise<{ accountId: Id }> {
  readMailbox(member.email);
  const passwordHash = await houseOf(ctx).passwords.hash(member.password);
  return transaction(ctx, async (tx) => ({ accountId: await storeMember(tx, member, passwordHash) }));
}

/** The part inside the transaction, so that none is held open while a password waits in line. */
export async function storeMember(tx: Context, member: Omit<NewMember, 'password'>, passwordHash: string): Promise<Id> {
  const standing = member.pending ? 'pending' : 'active';
  const accountId = await createAccount(tx, { username: member.username, standing });
  const stored = await insertCredential(tx, {
    accountId,
    ...readMailbox(member.email),
    passwordHash,
    role: member.role ?? 'member',
    locale: member.locale ?? 'en',
    confirmedAt: (member.confirmed ?? true) ? tx.now() : null,
    reason: member.reason ?? '',
  });
  if (!stored) throw emailRefused('ERR_TAKEN', 'belongs to an account already');
  return accountId;
}
