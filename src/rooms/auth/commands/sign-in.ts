/** Signing in and out at a browser. */

import { findByUsername } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { canonicalEmail } from '#platform/mail-address.ts';
import { selectCredential, selectCredentialByEmail } from '../queries/credentials.ts';
import { insertDevice, insertSession, selectDevice, updateSessionSeen } from '../queries/sessions.ts';
import { hashSecret, newSecret } from '../secrets.ts';
import { admitStranger, countStranger, forgetGuesses, takeGuess } from '../turns.ts';
import type { Credential, Session } from '../types.ts';
import { endSessions } from './sessions.ts';

export interface SignIn {
  /** A name or a mail address. */
  readonly name: string;
  readonly password: string;
  /** The browser's own words about itself, shown in the list of sessions. */
  readonly browser: string;
  /** What tells a browser that signed in before from a stranger's. */
  readonly device: string | undefined;
  /** Where it comes from on the network. */
  readonly address: string;
}

export interface SignedIn {
  /** For the cookie; only its hash is kept. */
  readonly cookie: string;
  readonly accountId: Id;
  /** False: the second factor is still missing. */
  readonly complete: boolean;
}

async function findCredential(ctx: Context, name: string): Promise<Credential | undefined> {
  const emailKey = canonicalEmail(name);
  if (emailKey !== undefined) return selectCredentialByEmail(ctx, emailKey);
  const account = await findByUsername(ctx, name.trim().replace(/^@/, ''));
  return account && selectCredential(ctx, account.id);
}

/**
 * Opens a session with a password. A name that is not there costs the same time as a wrong password.
 * @returns undefined when name and password do not belong together.
 * @throws Refusal 429 after ten wrong ones for this name or too many from strangers, 503 when the line is full.
 */
export async function signIn(ctx: Context, wish: SignIn): Promise<SignedIn | undefined> {
  const { passwords } = houseOf(ctx);
  const credential = await findCredential(ctx, wish.name);
  const known = wish.device !== undefined && credential !== undefined
    && (await selectDevice(ctx, hashSecret(wish.device), credential.accountId));
  // A stranger who guesses from elsewhere must not lock out a browser that has been here.
  const key = known ? `device ${wish.device}` : `name ${credential?.accountId ?? wish.name.trim().toLowerCase()}`;
  if (!known) admitStranger(ctx, wish.address);
  takeGuess(ctx, 'password', key);
  const right = credential === undefined ? await passwords.verifyDummy(wish.password) : await passwords.verify(credential.passwordHash, wish.password);
  if (credential === undefined || !right) {
    if (!known) countStranger(ctx, wish.address);
    return undefined;
  }
  forgetGuesses(ctx, 'password', key);
  return openSession(ctx, { accountId: credential.accountId, complete: credential.totpSecret === undefined, browser: wish.browser });
}

/** A session under an id that nobody knew before. With `instead` it takes the place of another. */
export function openSession(
  ctx: Context,
  wish: { accountId: Id; complete: boolean; browser: string; instead?: Id },
): Promise<SignedIn> {
  const cookie = newSecret();
  const { accountId, complete, browser, instead } = wish;
  return transaction(ctx, async (tx) => {
    if (instead !== undefined) await endSessions(tx, accountId, { id: instead });
    const session = { id: newId(tx), accountId, complete, browser: browser.slice(0, 300), createdAt: tx.now(), seenAt: tx.now() };
    await insertSession(tx, hashSecret(cookie), session);
    return { cookie, accountId, complete };
  });
}

/** Remembers a browser after a complete sign-in. @returns the value of its cookie. */
export async function rememberDevice(ctx: Context, accountId: Id, device: string | undefined): Promise<string> {
  const secret = device !== undefined && /^[\w-]{43}$/.test(device) ? device : newSecret();
  await transaction(ctx, (tx) => insertDevice(tx, hashSecret(secret), accountId));
  return secret;
}

/** Ends one session of this account. */
export async function signOut(ctx: Context, accountId: Id, sessionId: Id): Promise<void> {
  await transaction(ctx, (tx) => endSessions(tx, accountId, { id: sessionId }));
}

/** How exactly the list of sessions knows when one was last used. */
const SEEN_STEP_MS = 3_600_000;

/** Notes by the hour that a session is in use; sixty days without end it. @returns whether it was time to. */
export async function noteSeen(ctx: Context, session: Session): Promise<boolean> {
  if (ctx.now().getTime() - session.seenAt.getTime() <= SEEN_STEP_MS) return false;
  await updateSessionSeen(ctx, session.id);
  return true;
}
