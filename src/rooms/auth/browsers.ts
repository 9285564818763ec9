/**
 * Who is signed in at a browser, from memory: for pages, and for calls of the API that a page makes by its session. Kept beside
 * the callers by token, and forgotten with them.
 */

import { readAccounts } from '#accounts';
import type { Context } from '#platform/context.ts';
import type { AuthenticateSession } from '#platform/http/route.ts';
import { admit, callersOf, noteUse, whyBarred } from './callers.ts';
import type { AtBrowser, Known } from './callers.ts';
import { issueSessionToken } from './commands/sessions.ts';
import { sessionIn } from './cookies.ts';
import { selectPresentedSession } from './queries/sessions.ts';
import { spreadScopes } from './scopes.ts';
import { formTokenFor, hashSecret } from './secrets.ts';

/** Not the form of a hash: no token brought as bearer is found under it. */
const KEY = 'session ';

function findKnown(ctx: Context, cookies: string | undefined): Known | undefined | Promise<Known | undefined> {
  const secret = sessionIn(ctx, cookies);
  return secret === undefined ? undefined : callersOf(ctx).find(ctx, KEY + hashSecret(secret), (_ctx, key) => loadKnown(ctx, key, secret));
}

/**
 * Who a session speaks for; at once when it was seen lately.
 * @returns undefined where nobody is signed in, or the second factor is still missing.
 * @throws Refusal 403 for an account that is pending, disabled or has not confirmed its address.
 */
export const authenticateSession: AuthenticateSession = (house, cookies, unconfirmed = false) => {
  const ctx = house.context();
  const known = findKnown(ctx, cookies);
  return known instanceof Promise ? known.then((found) => admit(ctx, found, unconfirmed)) : admit(ctx, known, unconfirmed);
};

/**
 * Who is signed in at the browser that sends these cookies; at once when it was seen lately. Undefined as above.
 * @param noted what to do with its secret when its use was noted, which is once in an hour.
 */
export function findAtBrowser(ctx: Context, cookies: string | undefined, noted: (secret: string) => void): AtBrowser | undefined | Promise<AtBrowser | undefined> {
  const look = (known: Known | undefined): AtBrowser | undefined => {
    if (known?.atBrowser !== undefined && noteUse(ctx, known)) noted(sessionIn(ctx, cookies) ?? '');
    return known?.atBrowser;
  };
  const known = findKnown(ctx, cookies);
  return known instanceof Promise ? known.then(look) : look(known);
}

async function loadKnown(ctx: Context, key: string, secret: string): Promise<Known | undefined> {
  const row = await selectPresentedSession(ctx, key.slice(KEY.length));
  if (row?.complete !== true) return undefined;
  const account = (await readAccounts(ctx, [row.account_id])).get(row.account_id);
  if (account === undefined || account.standing === 'suspended' || account.standing === 'deleted') return undefined;
  const token = await issueSessionToken(ctx, row);
  if (token === undefined) return undefined;
  const { account_id: accountId, confirmed, role, locale } = row;
  const viewer = { kind: 'account', id: accountId } as const;
  const barred = whyBarred(account.standing, confirmed);
  return {
    caller: { viewer, scopes: spreadScopes(token.scopes), tokenId: token.id, appId: token.appId },
    barred,
    usedAt: row.seen_at.getTime(),
    sessionId: row.id,
    atBrowser: account.standing === 'disabled' ? undefined : { viewer, accountId, role, mayAct: barred === undefined, unconfirmed: confirmed ? undefined : row.email, locale, formToken: formTokenFor(secret) },
  };
}
