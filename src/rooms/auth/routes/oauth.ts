/** OAuth for programs: registration, tokens, revocation, discovery. The page of consent is in authorize.ts. */

import { Type } from 'typebox';
import { accountJson, profileUrl, readAccounts } from '#accounts';
import { pushKey } from '#instance';
import { Refusal, badRequest } from '#kit/errors.ts';
import { houseOf } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange } from '#platform/http/route.ts';
import { getClient, grantToClient, redeemCode, registerApp, revokeBySecret } from '../commands/grants.ts';
import type { ClientWords } from '../commands/grants.ts';
import { presentApp, presentDiscovery, presentRegisteredApp, presentToken } from '../presenter/oauth.ts';
import { getApp } from '../reads.ts';
import { LONGEST_REDIRECT, MOST_REDIRECTS } from '../rules/redirects.ts';

const Short = Type.String({ maxLength: 300 });
const Long = Type.String({ maxLength: 2000 });

const ApplicationReply = Type.Object({
  id: Short, name: Short, website: Type.Union([Long, Type.Null()]), scopes: Type.Array(Short),
  redirect_uri: Type.String({ maxLength: 50_000 }), redirect_uris: Type.Array(Long), vapid_key: Short,
});
const CredentialApplicationReply = Type.Object({
  ...ApplicationReply.properties, client_id: Short, client_secret: Short, client_secret_expires_at: Type.Integer(),
});
export const TokenReply = Type.Object({ access_token: Short, token_type: Short, scope: Long, created_at: Type.Integer() });

const postApp = route({
  method: 'POST',
  path: '/api/v1/apps',
  who: 'anyone',
  summary: 'Register an app',
  rate: 'registerApp',
  body: Type.Object({
    client_name: Type.String({ maxLength: 60 }),
    redirect_uris: Type.Union([
      Type.String({ maxLength: LONGEST_REDIRECT * 2 }),
      Type.Array(Type.String({ maxLength: LONGEST_REDIRECT }), { maxItems: MOST_REDIRECTS }),
    ]),
    scopes: Type.Optional(Long),
    website: Type.Optional(Long),
  }),
  reply: CredentialApplicationReply,
  run: async (ctx, { body }) => {
    const uris = typeof body.redirect_uris === 'string' ? body.redirect_uris.split(/\s+/).filter(Boolean) : body.redirect_uris;
    const wish = { name: body.client_name, redirectUris: uris, scopes: body.scopes || 'read', website: body.website || undefined };
    const { app, secret } = await registerApp(ctx, wish);
    return presentRegisteredApp(app, secret, pushKey(ctx));
  },
});

const getOwnApp = route({
  method: 'GET',
  path: '/api/v1/apps/verify_credentials',
  who: 'app',
  summary: 'The app behind a token',
  reply: ApplicationReply,
  run: async (ctx, _input, { caller }) => presentApp(await getApp(ctx, caller?.appId ?? 0), pushKey(ctx)),
});

/** The client's name and secret, from the header (RFC 6749 section 2.3.1) or the body. */
function clientWords(exchange: Exchange, body: { client_id?: string; client_secret?: string }): ClientWords {
  const [, basic] = /^basic ([a-z0-9+/=_-]+)$/i.exec(exchange.request.headers.authorization ?? '') ?? [];
  if (basic === undefined) return { clientId: body.client_id || undefined, clientSecret: body.client_secret || undefined };
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const plain = (part: string): string => {
    try {
      return decodeURIComponent(part.replaceAll('+', ' '));
    } catch {
      return part;
    }
  };
  const clientId = plain(colon < 0 ? text : text.slice(0, colon));
  if (clientId.includes('\0')) throw badRequest('The client id is not valid');
  return { clientId, clientSecret: colon < 0 ? undefined : plain(text.slice(colon + 1)) };
}

const oauth = (code: string, why: string): Refusal => new Refusal(400, why, { oauth: code });

const postToken = route({
  method: 'POST',
  path: '/oauth/token',
  who: 'page',
  rate: 'signIn',
  summary: 'Turn a code or client credentials into a token',
  body: Type.Object({
    grant_type: Type.Optional(Short),
    code: Type.Optional(Short),
    client_id: Type.Optional(Short),
    client_secret: Type.Optional(Short),
    redirect_uri: Type.Optional(Long),
    code_verifier: Type.Optional(Type.String({ maxLength: 1000 })),
    scope: Type.Optional(Long),
  }),
  reply: TokenReply,
  run: async (ctx, { body }, exchange) => {
    void exchange.reply.header('Cache-Control', 'no-store').type('application/json; charset=utf-8');
    const words = clientWords(exchange, body);
    if (body.grant_type === 'client_credentials') {
      return presentToken(await grantToClient(ctx, await getClient(ctx, words), body.scope || 'read'));
    }
    if (body.grant_type !== 'authorization_code') {
      throw oauth(body.grant_type ? 'unsupported_grant_type' : 'invalid_request', 'The authorization grant type is not supported by the authorization server.');
    }
    if (!body.code || !body.redirect_uri) throw oauth('invalid_request', 'Missing required parameter: code or redirect_uri.');
    const client = await getClient(ctx, words);
    const wish = { code: body.code, redirectUri: body.redirect_uri, verifier: body.code_verifier || undefined };
    return presentToken(await redeemCode(ctx, client, wish));
  },
});

const postRevoke = route({
  method: 'POST',
  path: '/oauth/revoke',
  who: 'page',
  summary: 'Take a token back',
  body: Type.Object({ token: Type.Optional(Short), client_id: Type.Optional(Short), client_secret: Type.Optional(Short) }),
  reply: Type.Object({}),
  run: async (ctx, { body }, exchange) => {
    if (!body.token) throw oauth('invalid_request', 'Missing required parameter: token.');
    void exchange.reply.type('application/json; charset=utf-8');
    await revokeBySecret(ctx, body.token, clientWords(exchange, body));
    return {};
  },
});

const userinfo = (['GET', 'POST'] as const).map((method) => route({
  method,
  path: '/oauth/userinfo',
  who: 'member',
  scope: ['profile', 'read:accounts'],
  summary: 'Who the token speaks for, as OpenID Connect names it',
  reply: Type.Object({ iss: Long, sub: Long, name: Long, preferred_username: Short, profile: Long, picture: Type.Optional(Long) }),
  run: async (ctx) => {
    const id = ctx.viewer.kind === 'account' ? ctx.viewer.id : 0;
    const account = (await readAccounts(ctx, [id])).get(id);
    const { origin } = houseOf(ctx).config;
    const profile = profileUrl(origin, account?.username ?? '');
    const picture = JSON.parse(String((await accountJson(ctx, [id])).get(id) ?? '{}')).avatar as string | undefined;
    return { iss: origin, sub: profile, name: account?.displayName || account?.username, preferred_username: account?.username, profile, picture };
  },
}));

const getDiscovery = route({
  method: 'GET',
  path: '/.well-known/oauth-authorization-server',
  who: 'page',
  summary: 'How to sign in here, for programs (RFC 8414)',
  reply: Type.Object({ issuer: Long }),
  run: (ctx, _input, { reply }) => {
    void reply.type('application/json; charset=utf-8');
    return presentDiscovery(houseOf(ctx).config.origin);
  },
});

export const oauthRoutes = [postApp, getOwnApp, postToken, postRevoke, ...userinfo, getDiscovery];
