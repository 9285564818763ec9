/** OAuth as the reference server has it: apps, consents, tokens (RFC 6749, 7009, 7636, 9207, 9700). */

import { createHash } from 'node:crypto';
import { Refusal, invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { tokenRevoked } from '../events.ts';
import { insertApp, insertCode, selectAppByClientId, selectCodeToUse, updateCodeUsed } from '../queries/apps.ts';
import { deleteToken, selectTokenByHash } from '../queries/tokens.ts';
import { MOST_REDIRECTS, OUT_OF_BAND, mayRedirectTo } from '../rules/redirects.ts';
import { areWithin, parseScopes, whyRefused } from '../scopes.ts';
import { hashSecret, isSame, newSecret } from '../secrets.ts';
import type { App, Code, IssuedToken } from '../types.ts';
import { issueToken, revokeToken } from './tokens.ts';

/** A browser brings its code back at once; a person copies one by hand. Both within the ten minutes of RFC 6749. */
const REDIRECTED_LIFE_MS = 60_000;
const COPIED_LIFE_MS = 600_000;

const refuse = (code: string, why: string, httpCode = 400): Refusal => new Refusal(httpCode, why, { oauth: code });

/** Registers an app. @returns it with its secret, which is not kept. @throws Refusal 422. */
export async function registerApp(
  ctx: Context,
  wish: { name: string; redirectUris: readonly string[]; scopes: string; website: string | undefined },
): Promise<{ app: App; secret: string }> {
  const scopes = parseScopes(wish.scopes);
  if (scopes === undefined) throw invalid(`Validation failed: ${whyRefused(wish.scopes)}`);
  if (wish.name.trim() === '') throw invalid("Validation failed: Application name can't be blank");
  if (wish.redirectUris.length === 0 || wish.redirectUris.length > MOST_REDIRECTS || !wish.redirectUris.every(mayRedirectTo)) {
    throw invalid('Validation failed: Redirect URI must be an absolute URI');
  }
  if (wish.website !== undefined && !/^https?:\/\/[^\s]+$/.test(wish.website)) throw invalid('Validation failed: Website is not a valid URL');
  const secret = newSecret();
  const app = await transaction(ctx, async (tx) => {
    const made: App = {
      id: newId(tx),
      clientId: newSecret(),
      secretHash: hashSecret(secret),
      name: wish.name.trim(),
      website: wish.website,
      redirectUris: [...new Set(wish.redirectUris)],
      scopes: scopes.join(' '),
      createdAt: tx.now(),
    };
    await insertApp(tx, made);
    return made;
  });
  return { app, secret };
}

/** Stores a person's consent. @returns the code, once. */
export async function grantConsent(
  ctx: Context,
  consent: { app: App; accountId: Id; redirectUri: string; scopes: string; challenge: string | undefined },
): Promise<string> {
  const secret = newSecret();
  const { app, ...rest } = consent;
  const life = consent.redirectUri === OUT_OF_BAND ? COPIED_LIFE_MS : REDIRECTED_LIFE_MS;
  await transaction(ctx, (tx) => insertCode(tx, hashSecret(secret), {
    ...rest, id: newId(tx), appId: app.id, expiresAt: new Date(tx.now().getTime() + life), usedAt: undefined, tokenId: undefined,
  }));
  return secret;
}

export interface ClientWords {
  clientId: string | undefined;
  clientSecret: string | undefined;
}

/** The app that calls, and whether it proved it by its secret. @throws Refusal 401 `invalid_client`. */
export async function getClient(ctx: Context, words: ClientWords): Promise<{ app: App; proven: boolean }> {
  const app = words.clientId === undefined ? undefined : await selectAppByClientId(ctx, words.clientId);
  const given = words.clientSecret;
  if (app === undefined || (given !== undefined && given !== '' && !isSame(hashSecret(given), app.secretHash))) {
    throw refuse('invalid_client', 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.', 401);
  }
  return { app, proven: given !== undefined && given !== '' };
}

export interface Redemption {
  code: string;
  redirectUri: string;
  verifier: string | undefined;
}

/**
 * Turns a code into a token, once; a second try takes that token back, since one of the two who had the code stole it.
 * @throws Refusal 400 `invalid_grant` or `invalid_request`.
 */
export async function redeemCode(ctx: Context, client: { app: App; proven: boolean }, wish: Redemption): Promise<IssuedToken> {
  const outcome = await transaction(ctx, async (tx) => {
    const code = await selectCodeToUse(tx, hashSecret(wish.code));
    if (code === undefined || code.appId !== client.app.id) return undefined;
    if (code.usedAt !== undefined) {
      // Committed, not thrown: the refusal must not undo it.
      if (code.tokenId !== undefined && (await deleteToken(tx, code.tokenId))) tx.emit(tokenRevoked, { tokenId: code.tokenId });
      return undefined;
    }
    if (code.expiresAt <= tx.now() || code.redirectUri !== wish.redirectUri || !isProven(code, client.proven, wish.verifier)) return undefined;
    const token = await issueToken(tx, { appId: code.appId, accountId: code.accountId, scopes: code.scopes });
    await updateCodeUsed(tx, code.id, token.id);
    return token;
  });
  if (outcome === undefined) {
    throw refuse('invalid_grant', 'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.');
  }
  return outcome;
}

/**
 * PKCE (RFC 7636, S256 only). A verifier where no challenge was given is refused too, or an attacker could take the challenge
 * out of the first step (RFC 9700 section 2.1.1). Who has no secret cannot do without.
 */
function isProven(code: Code, secretProven: boolean, verifier: string | undefined): boolean {
  if (code.challenge === undefined) return secretProven && verifier === undefined;
  if (verifier === undefined || !/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false;
  return isSame(createHash('sha256').update(verifier).digest('base64url'), code.challenge);
}

/** A token for an app alone. @throws Refusal 400 `invalid_scope`, 401 `invalid_client`. */
export async function grantToClient(ctx: Context, client: { app: App; proven: boolean }, scope: string): Promise<IssuedToken> {
  if (!client.proven) throw refuse('invalid_client', 'Client authentication failed: the secret is missing.', 401);
  const scopes = parseScopes(scope);
  if (scopes === undefined || !areWithin(scopes, client.app.scopes)) {
    throw refuse('invalid_scope', whyRefused(scope));
  }
  return transaction(ctx, (tx) => issueToken(tx, { appId: client.app.id, scopes: scopes.join(' ') }));
}

/**
 * Takes back a token by holding it (RFC 7009). Whoever names a client must be the one it was given to. A token that is not
 * there is answered like one that is gone now.
 * @throws Refusal 403 for another client's token.
 */
export async function revokeBySecret(ctx: Context, secret: string, words: ClientWords): Promise<void> {
  const token = await selectTokenByHash(ctx, hashSecret(secret));
  if (words.clientId !== undefined) {
    const { app } = await getClient(ctx, words);
    if (token !== undefined && token.appId !== app.id) throw refuse('unauthorized_client', 'You are not authorized to revoke this token', 403);
  }
  if (token !== undefined) await revokeToken(ctx, token.id);
}
