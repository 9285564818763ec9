/**
 * The page of consent. Until the app and its address are known to belong together nothing is sent there: what is wrong is said
 * on a page. Afterwards errors go back to the app, as RFC 6749 section 4.1.2.1 has it.
 */

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange } from '#platform/http/route.ts';
import { whyBarred } from '../callers.ts';
import { grantConsent } from '../commands/grants.ts';
import { renderCode, renderConsent } from '../presenter/consent.ts';
import { renderSaying } from '../presenter/entry.ts';
import type { Frame } from '../presenter/layout.ts';
import { findApp } from '../reads.ts';
import type { Visitor } from '../reads.ts';
import { OUT_OF_BAND } from '../rules/redirects.ts';
import { areWithin, parseScopes, whyRefused } from '../scopes.ts';
import type { App } from '../types.ts';
import { common, frameFor, goTo, refuseForeign, sendPage, visitorOf } from './web.ts';

const Text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const request = {
  response_type: Text(100),
  response_mode: Text(100),
  client_id: Text(300),
  redirect_uri: Text(2000),
  scope: Text(2000),
  state: Text(4000),
  code_challenge: Text(300),
  code_challenge_method: Text(50),
  force_login: Text(20),
};
const Asked = Type.Object({ ...common, ...request });
const Decided = Type.Object({ ...common, ...request, decision: Text(20) });
type Asking = Static<typeof Asked>;

interface Checked {
  app: App;
  redirectUri: string;
  scopes: string[];
}

interface Fault {
  readonly error: string;
  readonly text: string;
}

/** The request with its app; what is wrong with it; or the page that says so. */
async function check(ctx: Context, exchange: Exchange, asked: Asking, frame: Frame): Promise<Checked | { answer: unknown }> {
  const saying = (text: string): { answer: unknown } => ({ answer: sendPage(exchange, renderSaying(frame, frame.words.requestWrong, text), 400) });
  const app = asked.client_id === undefined ? undefined : await findApp(ctx, asked.client_id);
  if (app === undefined) return saying(frame.words.unknownApp);
  const redirectUri = asked.redirect_uri;
  if (redirectUri === undefined || !app.redirectUris.includes(redirectUri)) return saying(frame.words.wrongRedirect);
  const scopes = parseScopes(asked.scope || 'read');
  const fault = faultOf(asked, scopes, app);
  if (fault !== undefined || scopes === undefined) {
    if (redirectUri === OUT_OF_BAND) return saying(fault?.text ?? frame.words.requestWrong);
    return { answer: leave(ctx, exchange, redirectUri, { error: fault?.error, error_description: fault?.text, state: asked.state }) };
  }
  return { app, redirectUri, scopes };
}

function faultOf(asked: Asking, scopes: string[] | undefined, app: App): Fault | undefined {
  if (asked.response_type !== 'code') return { error: 'unsupported_response_type', text: 'The authorization server does not support this response type.' };
  if (asked.response_mode && asked.response_mode !== 'query') return { error: 'invalid_request', text: 'The response mode is not supported.' };
  if (scopes === undefined || !areWithin(scopes, app.scopes)) return { error: 'invalid_scope', text: whyRefused(asked.scope ?? '') };
  if (asked.code_challenge !== undefined || asked.code_challenge_method !== undefined) {
    const good = asked.code_challenge_method === 'S256' && /^[\w-]{43}$/.test(asked.code_challenge ?? '');
    if (!good) return { error: 'invalid_request', text: 'The code challenge must be S256.' };
  }
  return undefined;
}

/** Back to the app, saying who we are, so that it cannot take our answer for another server's (RFC 9207). */
function leave(ctx: Context, exchange: Exchange, address: string, answer: Record<string, string | undefined>): unknown {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...answer, iss: houseOf(ctx).config.origin })) if (value !== undefined) query.set(name, value);
  // Appended, not parsed: the address stays letter for letter what was registered.
  return goTo(exchange, `${address}${address.includes('?') ? '&' : '?'}${query}`);
}

const carried = (asked: Asking): Record<string, string | undefined> => ({
  response_type: asked.response_type, client_id: asked.client_id, redirect_uri: asked.redirect_uri, scope: asked.scope, state: asked.state,
  code_challenge: asked.code_challenge, code_challenge_method: asked.code_challenge_method,
});

/** This request again, after signing in (afresh where that was asked for). */
function signInAddress(asked: Asking): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...carried(asked), lang: asked.lang })) if (value !== undefined) query.set(name, value);
  const back = new URLSearchParams({ return_to: `/oauth/authorize?${query}`, ...(asked.lang !== undefined && { lang: asked.lang }) });
  return `/auth/sign_in?${back}`;
}

const wantsFreshSignIn = (asked: Asking): boolean => !['', '0', 'false', undefined].includes(asked.force_login?.toLowerCase());

function barredPage(exchange: Exchange, frame: Frame, visitor: Visitor): unknown {
  const barred = whyBarred(visitor.account.standing, visitor.credential.confirmed);
  if (barred === undefined) return undefined;
  const { words, carry } = frame;
  if (visitor.account.standing !== 'active') return sendPage(exchange, renderSaying(frame, words.signIn, words.barred), 403);
  const again = { address: `/auth/confirm/again${carry}`, label: words.again };
  return sendPage(exchange, renderSaying(frame, words.confirmTitle, words.unconfirmed(visitor.credential.email), again), 403);
}

function placeOf(redirectUri: string): string | undefined {
  if (redirectUri === OUT_OF_BAND) return undefined;
  const url = new URL(redirectUri);
  return url.host === '' ? url.protocol : `${url.protocol}//${url.host}`;
}

const getAuthorize = route({
  method: 'GET', path: '/oauth/authorize', who: 'page', summary: 'Let an app in', query: Asked,
  run: async (ctx, { query }, exchange) => {
    const frame = frameFor(ctx, exchange, query);
    const checked = await check(ctx, exchange, query, frame);
    if ('answer' in checked) return checked.answer;
    const visitor = await visitorOf(ctx, exchange);
    if (visitor === undefined || !visitor.session.complete || wantsFreshSignIn(query)) return goTo(exchange, signInAddress(query));
    const { app, redirectUri, scopes } = checked;
    return barredPage(exchange, frame, visitor) ?? sendPage(exchange, renderConsent(frame, {
      appName: app.name, website: app.website, username: visitor.account.username, scopes, place: placeOf(redirectUri),
      fields: carried(query), switchAddress: signInAddress(query),
    }), 200, true);
  },
});

const postAuthorize = route({
  method: 'POST', path: '/oauth/authorize', who: 'page', summary: 'Allow or refuse', body: Decided,
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    const checked = await check(ctx, exchange, body, frame);
    if ('answer' in checked) return checked.answer;
    const visitor = await visitorOf(ctx, exchange);
    if (visitor === undefined || !visitor.session.complete) return goTo(exchange, signInAddress(body));
    const barred = barredPage(exchange, frame, visitor);
    if (barred !== undefined) return barred;
    const { app, redirectUri, scopes } = checked;
    const shown = redirectUri === OUT_OF_BAND;
    if (body.decision !== 'allow') {
      if (shown) return sendPage(exchange, renderSaying(frame, frame.words.consentTitle(app.name), frame.words.denied));
      const answer = { error: 'access_denied', error_description: 'The resource owner denied the request.', state: body.state };
      return leave(ctx, exchange, redirectUri, answer);
    }
    const challenge = body.code_challenge;
    const code = await grantConsent(ctx, { app, accountId: visitor.account.id, redirectUri, scopes: scopes.join(' '), challenge });
    if (shown) return sendPage(exchange, renderCode(frame, code));
    return leave(ctx, exchange, redirectUri, { code, state: body.state });
  },
});

export const authorizeRoutes = [getAuthorize, postAuthorize];
