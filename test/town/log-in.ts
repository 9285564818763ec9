/** The log-in by code of OAuth, on the pages a person sees, without script. */
import { createHash, randomBytes } from 'node:crypto';
import { PASSWORD } from '../town.ts';
import type { Town } from '../town.ts';
import { Browser } from './browser.ts';

export interface LoggedIn {
  readonly token: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export const REDIRECT = 'https://client.example/callback';
export const SCOPES = 'read write follow push';

/** An app of its own for the log-in; with `pkce` it proves with S256 that the one who asked is the one who gets the token. */
export async function logIn(town: Town, username: string, pkce = true): Promise<LoggedIn> {
  const app = (await town.visitor.post('/api/v1/apps', { client_name: 'A real client', redirect_uris: REDIRECT, scopes: SCOPES })).body;
  const client = { clientId: app.client_id as string, clientSecret: app.client_secret as string };
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code', client_id: client.clientId, redirect_uri: REDIRECT, scope: SCOPES, state: 'kept',
    ...(pkce && { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' }),
  });
  const browser = new Browser(town.base);
  await browser.open(`/oauth/authorize?${query}`);
  const identity = /<input\b[^>]*name="(username|email|login|identity|name)"/.exec(browser.page.html)?.[1];
  if (identity === undefined) throw new Error(`There is no sign-in form at ${browser.page.address} (${browser.page.status}): ${browser.page.html.slice(0, 800)}`);
  await browser.submit({ [identity]: username, password: PASSWORD });
  if (browser.page.status !== 0) await browser.submit({}, /authori[sz]e|allow|approve|autoriser|yes/i);
  const back = new URL(browser.page.address);
  if (back.origin + back.pathname !== REDIRECT || back.searchParams.get('state') !== 'kept') throw new Error(`The consent led to ${back.href}`);
  const granted = await town.visitor.post('/oauth/token', {
    grant_type: 'authorization_code', client_id: client.clientId, client_secret: client.clientSecret, redirect_uri: REDIRECT,
    code: back.searchParams.get('code'), ...(pkce && { code_verifier: verifier }),
  });
  if (granted.status !== 200) throw new Error(`The code was answered ${granted.status}: ${granted.text}`);
  return { token: granted.body.access_token as string, ...client };
}
