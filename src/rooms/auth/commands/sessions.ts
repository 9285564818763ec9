/** What belongs to the session of a browser: the token by which its pages call, and its end. */

import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { tokenRevoked } from '../events.ts';
import { deleteSessions, selectExpiredSessions, selectSessionsToEnd } from '../queries/sessions.ts';
import { deleteTokensOfSessions, insertSessionToken, selectSessionToken } from '../queries/tokens.ts';
import type { Token } from '../types.ts';
import { ALL_SCOPES, getOwnApp } from './tokens.ts';

/** The app that posts written at our own pages name; other servers of the field call theirs the same. */
const OWN_PAGES = 'Web';
const SWEPT_AT_ONCE = 500;

/**
 * The token of a session, made at first use: by it its streams, its pushes and its limits are told from those of other browsers,
 * as those of apps are. Nobody holds its secret, for there is none. Undefined when the session has ended meanwhile.
 */
export async function issueSessionToken(ctx: Context, session: { id: Id; account_id: Id }): Promise<Token | undefined> {
  const known = await selectSessionToken(ctx, session.id);
  if (known !== undefined) return known;
  const app = await getOwnApp(ctx, OWN_PAGES, []);
  await transaction(ctx, (tx) => insertSessionToken(tx, session.id, { id: newId(tx), appId: app.id, accountId: session.account_id, scopes: ALL_SCOPES }));
  return selectSessionToken(ctx, session.id);
}

/** Which sessions of an account: one, or all but, where given, the one that asks. */
export type Ending = { readonly id: Id } | { readonly but: Id | undefined };

/** Inside a transaction: ends sessions of an account with all that was opened by them. @returns how many there were. */
export async function endSessions(tx: Context, accountId: Id, which: Ending): Promise<number> {
  return close(tx, await selectSessionsToEnd(tx, accountId, which));
}

/** Ends the sessions that nobody has used for sixty days, and those that waited a day for their second factor. */
export async function sweepSessions(ctx: Context): Promise<void> {
  let ended: number;
  do ended = await transaction(ctx, async (tx) => close(tx, await selectExpiredSessions(tx, SWEPT_AT_ONCE)));
  while (ended === SWEPT_AT_ONCE);
}

/** Tokens first: by the foreign key they would go with the sessions, and nobody would be told. */
async function close(tx: Context, ids: readonly Id[]): Promise<number> {
  if (ids.length === 0) return 0;
  for (const tokenId of await deleteTokensOfSessions(tx, ids)) tx.emit(tokenRevoked, { tokenId });
  await deleteSessions(tx, ids);
  return ids.length;
}
