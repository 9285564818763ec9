/**
 * Who a bearer token speaks for, from memory: the first question at every request of the API.
 *
 * Kept by the token's hash, so that a dump of the process's memory holds nothing to sign in with. Forgotten by the events
 * that end a token, before whoever ended it is answered.
 */

import { readAccounts } from '#accounts';
import { Cache } from '#kit/cache.ts';
import { forbidden } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import type { Context, Viewer } from '#platform/context.ts';
import type { Authenticate, Caller } from '#platform/http/route.ts';
import type { House } from '#platform/house.ts';
import { updateSessionSeen } from './queries/sessions.ts';
import { selectPresentedToken, updateTokenUsed } from './queries/tokens.ts';
import { spreadScopes } from './scopes.ts';
import { hashSecret } from './secrets.ts';
import type { Role } from './types.ts';

/** Someone at a browser, as pages need to know them. */
export interface AtBrowser {
  readonly viewer: Viewer;
  readonly accountId: Id;
  readonly role: Role;
  /** False: their mailbox is not proven, or they wait for approval. They may look around as themselves, and do nothing. */
  readonly mayAct: boolean;
  /** Their mail address, while it is not proven to be theirs. */
  readonly unconfirmed: string | undefined;
  /** The language in which they signed up. */
  readonly locale: string;
  /** What the forms of this browser carry, for `refuseForeign`. */
  readonly formToken: string;
}

export interface Known {
  readonly caller: Caller;
  /** Why this caller may do nothing for the time being. */
  readonly barred: string | undefined;
  usedAt: number;
  /** The session it calls by, and what its pages need to know; undefined for tokens that apps hold. */
  readonly sessionId?: Id;
  readonly atBrowser?: AtBrowser | undefined;
}

/** About 40,000 callers. */
const MAX_BYTES = 16 * 1024 * 1024;
const BYTES_EACH = 340;
const BYTES_AT_BROWSER = 640;
/** Newest use is shown to its owner by the hour; more often it is not written. */
const USED_STEP_MS = 3_600_000;
const LONGEST_TOKEN = 200;
const UNCONFIRMED = 'Your login is missing a confirmed e-mail address';

class Callers {
  readonly #cache = new Cache<string, Known | undefined>({ maxBytes: MAX_BYTES, sizeOf: (known) => (known?.sessionId === undefined ? BYTES_EACH : BYTES_AT_BROWSER) });
  readonly #loading = new Set<string>();

  find(ctx: Context, key: string, loadKnown: (ctx: Context, key: string) => Promise<Known | undefined>): Known | undefined | Promise<Known | undefined> {
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    this.#loading.add(key);
    const loaded = Promise.resolve(this.#cache.load(key, () => loadKnown(ctx, key)));
    return loaded.then(
      (found) => {
        this.#loading.delete(key);
        // Tokens that are not there are not remembered: made-up ones would push out the real.
        if (found === undefined) this.#cache.drop(key);
        return found;
      },
      (error: unknown) => {
        this.#loading.delete(key);
        throw error;
      },
    );
  }

  /** Forgets the callers that match, and lets no answer stay that was being read meanwhile. */
  forget(matches: (caller: Caller) => boolean): void {
    for (const key of this.#loading) this.#cache.drop(key);
    for (const key of this.#cache.keys()) {
      const known = this.#cache.get(key);
      if (known === undefined || matches(known.caller)) this.#cache.drop(key);
    }
  }
}

export const callersOf = perHouse(() => new Callers());

/** Forgets what is known of a token. */
export function forgetToken(ctx: Context, tokenId: Id): void {
  callersOf(ctx).forget((caller) => caller.tokenId === tokenId);
}

/** Forgets what is known of an account's tokens. */
export function forgetAccount(ctx: Context, accountId: Id): void {
  callersOf(ctx).forget(({ viewer }) => viewer.kind === 'account' && viewer.id === accountId);
}

/**
 * Who a bearer token speaks for; at once when it was seen lately.
 * @returns undefined for a token that is unknown, revoked or of an account that is gone.
 * @param unconfirmed whether an account that has not confirmed its address may call too.
 * @throws Refusal 403 for an account that is pending, disabled or has not confirmed its address.
 */
export const authenticate: Authenticate = (house: House, token: string, unconfirmed = false) => {
  if (token.length > LONGEST_TOKEN) return undefined;
  const ctx = house.context();
  const known = callersOf(ctx).find(ctx, hashSecret(token), loadCaller);
  return known instanceof Promise ? known.then((found) => admit(ctx, found, unconfirmed)) : admit(ctx, known, unconfirmed);
};

/** The caller, and that it was used. @throws Refusal 403 for one who may not act. */
export function admit(ctx: Context, known: Known | undefined, unconfirmed: boolean): Caller | undefined {
  if (known === undefined) return undefined;
  if (known.barred !== undefined && !(unconfirmed && known.barred === UNCONFIRMED)) throw forbidden(known.barred);
  noteUse(ctx, known);
  return known.caller;
}

/**
 * Notes by the hour that a token or a session was used: its owner sees when, and sixty days without end a session.
 * @returns whether it was time to.
 */
export function noteUse(ctx: Context, known: Known): boolean {
  const now = ctx.now().getTime();
  if (now - known.usedAt <= USED_STEP_MS) return false;
  known.usedAt = now;
  const noted = known.sessionId === undefined ? updateTokenUsed(ctx, known.caller.tokenId) : updateSessionSeen(ctx, known.sessionId);
  noted.catch((error: unknown) => ctx.log.debug({ err: error }, 'the use of a token was not noted'));
  return true;
}

async function loadCaller(ctx: Context, hash: string): Promise<Known | undefined> {
  const row = await selectPresentedToken(ctx, hash);
  if (row === undefined) return undefined;
  const common = { scopes: spreadScopes(row.scopes), tokenId: row.id, appId: row.app_id };
  const usedAt = row.used_at?.getTime() ?? 0;
  if (row.account_id === null) return { caller: { viewer: { kind: 'visitor' }, ...common }, barred: undefined, usedAt };
  const account = (await readAccounts(ctx, [row.account_id])).get(row.account_id);
  if (account === undefined || account.standing === 'suspended' || account.standing === 'deleted') return undefined;
  const barred = whyBarred(account.standing, row.confirmed);
  return { caller: { viewer: { kind: 'account', id: row.account_id }, ...common }, barred, usedAt };
}

/** Why an account may not act although its token is good; undefined when it may. */
export function whyBarred(standing: string, confirmed: boolean): string | undefined {
  if (standing === 'pending') return 'Your login is currently pending approval';
  if (standing === 'disabled') return 'Your login is currently disabled';
  if (!confirmed) return UNCONFIRMED;
  return standing === 'active' ? undefined : 'This account may not act';
}

