/** Signing up, by page and by API. */

import { usernameProblem } from '#accounts';
import { signUpModeSetting } from '#instance';
import { Refusal, forbidden, invalid, notFound } from '#kit/errors.ts';
import type { FieldError } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { canonicalEmail, isEmailAddress } from '#platform/mail-address.ts';
import { PASSWORD_LENGTH, passwordProblem } from '#platform/hash-queue.ts';
import { signUpSubmitted } from '../events.ts';
import { selectCredentialByEmail, selectHasOwner } from '../queries/credentials.ts';
import { deleteLink, selectLink, updateInviteUsed } from '../queries/links.ts';
import { hashSecret } from '../secrets.ts';
import { mayMail } from '../turns.ts';
import { storeMember } from './create-member.ts';
import { orderMail } from './mail-link.ts';

export interface SignUp {
  username: string;
  email: string;
  password: string;
  agreement: boolean;
  reason: string;
  invite: string | undefined;
  language: string;
  address: string;
}

/** What happens next: they may go on, read their mail first, or wait for the owner. */
export interface SignedUp {
  accountId: Id;
  next: 'enter' | 'confirm' | 'wait';
}

/**
 * Creates an account as the sign-up mode allows.
 * @throws Refusal 403 when sign-up is closed, 422 with `details` by field, or whatever a higher room refuses with.
 */
export async function signUp(ctx: Context, wish: SignUp): Promise<SignedUp> {
  const mode = ctx.settings.get(signUpModeSetting);
  if (mode === 'closed') throw forbidden('Sign-up is closed on this server');
  refuseIncomplete(wish, mode === 'approval');
  await ctx.ask(signUpSubmitted, { username: wish.username, email: wish.email, reason: wish.reason, address: wish.address });
  const confirmed = !houseOf(ctx).mailer.enabled;
  const pending = mode === 'approval';
  // Whoever has had three mails within the hour can ask for this one later.
  const mailed = !confirmed && mayMail(ctx, canonicalEmail(wish.email) ?? '');
  const passwordHash = await houseOf(ctx).passwords.hash(wish.password);
  const accountId = await transaction(ctx, async (tx) => {
    if (mode === 'invite' && !(await updateInviteUsed(tx, hashSecret(wish.invite ?? '')))) {
      throw refused({ invite_code: [{ error: 'ERR_INVALID', description: 'is not a valid invitation' }] });
    }
    const member = { username: wish.username, email: wish.email, locale: wish.language, reason: wish.reason, confirmed, pending };
    const made = await storeMember(tx, member, passwordHash);
    if (mailed) await orderMail(tx, { accountId: made, purpose: 'confirm', language: wish.language });
    return made;
  });
  return { accountId, next: confirmed ? (pending ? 'wait' : 'enter') : 'confirm' };
}

/**
 * The same for strangers at a page. Where mail is sent, an address that has an account already is answered like any other, and
 * its mailbox is told instead: nobody can find out by signing up who is here.
 */
export async function signUpUnseen(ctx: Context, wish: SignUp): Promise<SignedUp | { next: 'confirm' }> {
  try {
    return await signUp(ctx, wish);
  } catch (error) {
    const taken = error instanceof Refusal && error.details?.['email']?.[0]?.error === 'ERR_TAKEN';
    const emailKey = canonicalEmail(wish.email);
    if (!taken || emailKey === undefined || !houseOf(ctx).mailer.enabled) throw error;
    if (mayMail(ctx, emailKey)) await transaction(ctx, async (tx) => {
      const known = await selectCredentialByEmail(tx, emailKey);
      if (known !== undefined) await orderMail(tx, { accountId: known.accountId, purpose: 'known', language: wish.language });
    });
    return { next: 'confirm' };
  }
}

/** Creates the owner's account by the one-time link. @throws Refusal 404 for a link that is not good, 422 as in sign-up. */
export async function setUpOwner(
  ctx: Context,
  secret: string,
  wish: Pick<SignUp, 'username' | 'email' | 'password' | 'language'>,
): Promise<Id> {
  const hash = hashSecret(secret);
  if ((await selectLink(ctx, 'owner', hash)) === undefined || (await selectHasOwner(ctx))) throw notFound();
  refuseIncomplete({ ...wish, agreement: true, reason: '-' }, false);
  const passwordHash = await houseOf(ctx).passwords.hash(wish.password);
  return transaction(ctx, async (tx) => {
    if ((await deleteLink(tx, 'owner', hash)) === undefined) throw notFound();
    return storeMember(tx, { username: wish.username, email: wish.email, locale: wish.language, role: 'owner' }, passwordHash);
  });
}

function refused(details: Record<string, FieldError[]>): Error {
  const fields = Object.entries(details).map(([field, [first]]) => `${field} ${first?.description}`);
  return invalid(`Validation failed: ${fields.join(', ')}`, details);
}

/** Tells everything that is wrong at once, before the costly hash. */
function refuseIncomplete(wish: Pick<SignUp, 'username' | 'email' | 'password' | 'agreement' | 'reason'>, needsReason: boolean): void {
  const details: Record<string, FieldError[]> = {};
  const add = (field: string, error: string, description: string): void => {
    details[field] = [{ error, description }];
  };
  const named = usernameProblem(wish.username);
  if (named !== undefined) add('username', named.error, named.description);
  if (wish.email.trim() === '') add('email', 'ERR_BLANK', "can't be blank");
  else if (!isEmailAddress(wish.email)) add('email', 'ERR_INVALID', 'is not an e-mail address');
  const problem = passwordProblem(wish.password);
  if (wish.password === '') add('password', 'ERR_BLANK', "can't be blank");
  else if (problem === 'tooShort') add('password', 'ERR_TOO_SHORT', `must have at least ${PASSWORD_LENGTH.min} characters`);
  else if (problem === 'tooLong') add('password', 'ERR_TOO_LONG', `must have at most ${PASSWORD_LENGTH.max} characters`);
  if (!wish.agreement) add('agreement', 'ERR_ACCEPTED', 'must be accepted');
  if (needsReason && wish.reason.trim() === '') add('reason', 'ERR_BLANK', "can't be blank");
  if (Object.keys(details).length > 0) throw refused(details);
}
