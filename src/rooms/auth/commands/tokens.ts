/** Giving out tokens and taking them back. */

import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { sessionsEnded, tokenRevoked } from '../events.ts';
import { deleteCodesOf, insertApp, selectAppByClientId } from '../queries/apps.ts';
import { deleteToken, deleteTokensOf, insertToken, selectToken, selectTokensOf } from '../queries/tokens.ts';
import { OUT_OF_BAND } from '../rules/redirects.ts';
import { parseScopes } from '../scopes.ts';
import { hashSecret, newSecret } from '../secrets.ts';
import type { App, IssuedToken } from '../types.ts';

/** Everything a person may do; what is for whoever runs the server is no app's. */
export const ALL_SCOPES = 'read write follow push profile';

/** Inside a transaction: a new token for an app, speaking for an account or, without one, for the app alone. */
export async function issueToken(
  tx: Context,
  grant: { appId: Id; accountId?: Id; scopes: string },
): Promise<IssuedToken & { id: Id }> {
  const secret = newSecret();
  const { appId, accountId, scopes } = grant;
  const token = { id: newId(tx), appId, accountId, scopes, createdAt: tx.now(), usedAt: undefined };
  await insertToken(tx, hashSecret(secret), token);
  return { id: token.id, secret, scopes, createdAt: token.createdAt };
}

/**
 * A token made by the operator, for bots and tests.
 * @param request `scopes` as clients write them, separated by spaces.
 * @throws Refusal 422 for a scope that does not exist.
 */
export async function createToken(
  ctx: Context,
  request: { accountId: Id; scopes: string; appName?: string },
): Promise<string> {
  const scopes = parseScopes(request.scopes);
  if (scopes === undefined) throw invalid(`"${request.scopes}" holds a scope that does not exist.`);
  const app = await getOwnApp(ctx, request.appName ?? 'Perchoir', [OUT_OF_BAND]);
  const issued = await transaction(ctx, (tx) =>
    issueToken(tx, { appId: app.id, accountId: request.accountId, scopes: scopes.join(' ') }));
  return issued.secret;
}

/** The app that stands behind tokens made here. Nobody has its secret, so nothing else can be had in its name. */
export async function getOwnApp(ctx: Context, name: string, redirectUris: readonly string[]): Promise<App> {
  // Without an address to lead to nobody can be asked for a consent in its name: it is another app than one that can.
  const clientId = `${redirectUris.length > 0 ? 'own' : 'pages'}-${hashSecret(name)}`;
  const known = await selectAppByClientId(ctx, clientId);
  if (known !== undefined) return known;
  await transaction(ctx, (tx) => insertApp(tx, {
    id: newId(tx),
    clientId,
    secretHash: hashSecret(newSecret()),
    name,
    website: undefined,
    redirectUris,
    scopes: ALL_SCOPES,
    createdAt: tx.now(),
  }));
  const made = await selectAppByClientId(ctx, clientId);
  if (made === undefined) throw notFound();
  return made;
}

/** Takes a token back. Nothing happens when it is gone already. */
export async function revokeToken(ctx: Context, tokenId: Id): Promise<void> {
  await transaction(ctx, async (tx) => {
    if (await deleteToken(tx, tokenId)) tx.emit(tokenRevoked, { tokenId });
  });
}

/** Takes back a token of this account. @throws Refusal 404 for one that is not there or not theirs. */
export async function revokeOwnToken(ctx: Context, accountId: Id, tokenId: Id): Promise<void> {
  const tokens = await selectTokensOf(ctx, accountId);
  if (!tokens.some((token) => token.id === tokenId)) throw notFound();
  await revokeToken(ctx, tokenId);
}

/** Inside a transaction: every token and unused code of an account is gone, and its streams end. */
export async function endTokens(tx: Context, accountId: Id): Promise<void> {
  await Promise.all([deleteTokensOf(tx, accountId), deleteCodesOf(tx, accountId)]);
  tx.emit(sessionsEnded, { accountId });
}

/** A token for an account that an app has just signed up, with the scopes that the app's own token has. */
export async function tokenForNew(ctx: Context, accountId: Id, appTokenId: Id): Promise<IssuedToken> {
  return transaction(ctx, async (tx) => {
    const own = await selectToken(tx, appTokenId);
    if (own === undefined) throw notFound();
    return issueToken(tx, { appId: own.appId, accountId, scopes: own.scopes });
  });
}
