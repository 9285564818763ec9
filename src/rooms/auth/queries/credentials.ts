/** SQL about what people sign in with. Single rows by primary key or by the unique index on email_key. */

import { sql } from 'kysely';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { tablesOf } from '#platform/db/database.ts';
import type { AuthTables } from '../schema.ts';
import type { Credential, Role } from '../types.ts';

interface CredentialRow {
  account_id: Id;
  email: string;
  email_key: string;
  password_hash: string;
  role: Role;
  locale: string;
  confirmed_at: Date | null;
  password_changed_at: Date;
  totp_secret: string | null;
  totp_draft: string | null;
  totp_used_step: number;
}

function toCredential(row: CredentialRow): Credential {
  return {
    accountId: row.account_id,
    email: row.email,
    emailKey: row.email_key,
    passwordHash: row.password_hash,
    role: row.role,
    locale: row.locale,
    confirmed: row.confirmed_at !== null,
    passwordChangedAt: row.password_changed_at,
    totpSecret: row.totp_secret ?? undefined,
    totpDraft: row.totp_draft ?? undefined,
    totpUsedStep: row.totp_used_step,
  };
}

const columns = [
  'account_id', 'email', 'email_key', 'password_hash', 'role', 'locale', 'confirmed_at', 'password_changed_at', 'totp_secret',
  'totp_draft', 'totp_used_step',
] as const;

export async function selectCredential(ctx: Context, accountId: Id): Promise<Credential | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.credential').select(columns)
    .where('account_id', '=', accountId).executeTakeFirst();
  return row && toCredential(row);
}

export async function selectCredentialByEmail(ctx: Context, emailKey: string): Promise<Credential | undefined> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.credential').select(columns)
    .where('email_key', '=', emailKey).executeTakeFirst();
  return row && toCredential(row);
}

export async function selectHasOwner(ctx: Context): Promise<boolean> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.credential').select('account_id')
    .where('role', '=', 'owner').limit(1).executeTakeFirst();
  return row !== undefined;
}

/** An address as written, and the spelling under which it is one of a kind. */
export interface Mailbox {
  email: string;
  emailKey: string;
}

export interface NewCredential {
  accountId: Id;
  email: string;
  emailKey: string;
  passwordHash: string;
  role: Role;
  locale: string;
  confirmedAt: Date | null;
  reason: string;
}

/** @returns false when the mailbox has an account already. */
export async function insertCredential(ctx: Context, made: NewCredential): Promise<boolean> {
  const now = ctx.now();
  const result = await tablesOf<AuthTables>(ctx).insertInto('auth.credential').values({
    account_id: made.accountId,
    email: made.email,
    email_key: made.emailKey,
    password_hash: made.passwordHash,
    role: made.role,
    locale: made.locale,
    confirmed_at: made.confirmedAt,
    reason: made.reason,
    created_at: now,
    password_changed_at: now,
  }).onConflict((conflict) => conflict.column('email_key').doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
}

export async function updatePassword(ctx: Context, accountId: Id, passwordHash: string): Promise<void> {
  await tablesOf<AuthTables>(ctx).updateTable('auth.credential')
    .set({ password_hash: passwordHash, password_changed_at: ctx.now() }).where('account_id', '=', accountId).execute();
}

/**
 * Another mailbox. Proven ones are `confirmedAt` now.
 * @throws DatabaseError 'unique' when it belongs to another account by now.
 */
export async function updateEmail(ctx: Context, accountId: Id, mailbox: Mailbox, confirmedAt: Date | null): Promise<void> {
  await tablesOf<AuthTables>(ctx).updateTable('auth.credential')
    .set({ email: mailbox.email, email_key: mailbox.emailKey, confirmed_at: confirmedAt }).where('account_id', '=', accountId).execute();
}

/** @returns whether it was not confirmed before. */
export async function updateConfirmed(ctx: Context, accountId: Id): Promise<boolean> {
  const result = await tablesOf<AuthTables>(ctx).updateTable('auth.credential').set({ confirmed_at: ctx.now() })
    .where('account_id', '=', accountId).where('confirmed_at', 'is', null).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function updateTotpDraft(ctx: Context, accountId: Id, draft: string | null): Promise<void> {
  await tablesOf<AuthTables>(ctx).updateTable('auth.credential').set({ totp_draft: draft })
    .where('account_id', '=', accountId).execute();
}

/** Turns codes on with the secret that was tried out, or off with null. */
export async function updateTotp(ctx: Context, accountId: Id, secret: string | null, usedStep: number): Promise<void> {
  await tablesOf<AuthTables>(ctx).updateTable('auth.credential')
    .set({ totp_secret: secret, totp_draft: null, totp_used_step: usedStep }).where('account_id', '=', accountId).execute();
}

/** Marks a time step as used. @returns false when it, or a later one, was used before: one code, one sign-in. */
export async function updateTotpStep(ctx: Context, accountId: Id, step: number): Promise<boolean> {
  const result = await tablesOf<AuthTables>(ctx).updateTable('auth.credential').set({ totp_used_step: step })
    .where('account_id', '=', accountId).where('totp_used_step', '<', step).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function insertRecoveryCodes(ctx: Context, accountId: Id, hashes: readonly string[]): Promise<void> {
  const db = tablesOf<AuthTables>(ctx);
  await db.deleteFrom('auth.recovery_code').where('account_id', '=', accountId).execute();
  if (hashes.length === 0) return;
  await db.insertInto('auth.recovery_code').values(hashes.map((hash) => ({ account_id: accountId, hash }))).execute();
}

/** @returns whether the code was there; it is not afterwards. */
export async function deleteRecoveryCode(ctx: Context, accountId: Id, hash: string): Promise<boolean> {
  const result = await tablesOf<AuthTables>(ctx).deleteFrom('auth.recovery_code')
    .where('account_id', '=', accountId).where('hash', '=', hash).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function selectRecoveryCount(ctx: Context, accountId: Id): Promise<number> {
  const row = await tablesOf<AuthTables>(ctx).selectFrom('auth.recovery_code')
    .select(sql<number>`count(*)`.as('count')).where('account_id', '=', accountId).executeTakeFirst();
  return row?.count ?? 0;
}
