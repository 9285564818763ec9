/** Codes from an authenticator (RFC 6238) and recovery codes. */

import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import {
  deleteRecoveryCode, insertRecoveryCodes, selectCredential, updateTotp, updateTotpDraft, updateTotpStep,
} from '../queries/credentials.ts';
import { hashSecret } from '../secrets.ts';
import { forgetGuesses, takeGuess } from '../turns.ts';
import type { Credential } from '../types.ts';

const PERIOD_S = 30;
const RECOVERY_CODES = 10;

const totpOf = (secret: string, issuer = '', label = ''): TOTP =>
  new TOTP({ secret: Secret.fromBase32(secret), period: PERIOD_S, digits: 6, ...(issuer && { issuer }), ...(label && { label }) });

/** The time step that a code belongs to: this one or its neighbours, for clocks that are off by half a minute. */
function stepOf(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD_S) + delta;
}

const bare = (code: string): string => code.replace(/[\s-]/g, '').toLowerCase();

/**
 * Whether a code is the account's second factor. Each code of an authenticator counts once, each recovery code is used up.
 * @throws Refusal 429 after five wrong ones.
 */
export async function isSecondFactor(ctx: Context, credential: Credential, code: string): Promise<boolean> {
  const key = `code ${credential.accountId}`;
  takeGuess(ctx, 'code', key);
  const { accountId, totpSecret } = credential;
  if (totpSecret === undefined) return false;
  const step = stepOf(totpSecret, bare(code), ctx.now().getTime());
  const right = await transaction(ctx, (tx) =>
    step === undefined ? deleteRecoveryCode(tx, accountId, hashSecret(bare(code))) : updateTotpStep(tx, accountId, step));
  if (right) forgetGuesses(ctx, 'code', key);
  return right;
}

/** Makes a secret to try out; codes are asked for only once one from it was entered. */
export async function draftTotp(ctx: Context, accountId: Id): Promise<void> {
  const secret = new Secret({ size: 20 }).base32;
  await transaction(ctx, (tx) => updateTotpDraft(tx, accountId, secret));
}

/** The address that authenticators read from a QR code. */
export const totpAddress = (secret: string, issuer: string, label: string): string => totpOf(secret, issuer, label).toString();

/**
 * Turns codes on with the first one from the new secret.
 * @returns the recovery codes, which are not kept in readable form. @throws Refusal 422 for a wrong code.
 */
export async function turnOnTotp(ctx: Context, accountId: Id, code: string): Promise<string[]> {
  takeGuess(ctx, 'code', `code ${accountId}`);
  const codes = Array.from({ length: RECOVERY_CODES }, () => {
    const text = randomBytes(8).toString('hex').slice(0, 12);
    return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
  });
  await transaction(ctx, async (tx) => {
    const credential = await selectCredential(tx, accountId);
    const draft = credential?.totpDraft;
    const step = draft === undefined ? undefined : stepOf(draft, bare(code), tx.now().getTime());
    if (draft === undefined || step === undefined) throw invalid('This code is not right');
    await updateTotp(tx, accountId, draft, step);
    await insertRecoveryCodes(tx, accountId, codes.map((text) => hashSecret(bare(text))));
  });
  forgetGuesses(ctx, 'code', `code ${accountId}`);
  return codes;
}

/** Turns codes off; the caller has asked for the password. */
export async function turnOffTotp(ctx: Context, accountId: Id): Promise<void> {
  await transaction(ctx, async (tx) => {
    await updateTotp(tx, accountId, null, 0);
    await insertRecoveryCodes(tx, accountId, []);
  });
}
