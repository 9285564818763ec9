/** What routes and pages need to know; nothing here writes. */

import { readAccounts } from '#accounts';
import type { AccountFacts } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { whyBarred } from './callers.ts';
import { selectApp, selectAppByClientId, selectApps } from './queries/apps.ts';
import { selectCredential, selectRecoveryCount } from './queries/credentials.ts';
import { selectActiveCount } from './queries/figures.ts';
import { selectLink } from './queries/links.ts';
import { selectPasskeysOf } from './queries/passkeys.ts';
import { selectSession, selectSessionsOf } from './queries/sessions.ts';
import { selectTokenOwner, selectTokensOf } from './queries/tokens.ts';
import { hashSecret } from './secrets.ts';
import type { App, Credential, LinkPurpose, Passkey, Session, Token } from './types.ts';

/** Someone at a browser. */
export interface Visitor {
  readonly session: Session;
  readonly credential: Credential;
  readonly account: AccountFacts;
}

/** Who is signed in with this cookie; undefined also for accounts that are gone. */
export async function findVisitor(ctx: Context, cookie: string | undefined): Promise<Visitor | undefined> {
  if (cookie === undefined || cookie.length > 100) return undefined;
  const session = await selectSession(ctx, hashSecret(cookie));
  if (session === undefined) return undefined;
  const [credential, accounts] = await Promise.all([
    selectCredential(ctx, session.accountId),
    readAccounts(ctx, [session.accountId]),
  ]);
  const account = accounts.get(session.accountId);
  if (credential === undefined || account === undefined) return undefined;
  if (account.standing === 'suspended' || account.standing === 'deleted' || account.standing === 'disabled') return undefined;
  return { session, credential, account };
}

export async function getApp(ctx: Context, id: Id): Promise<App> {
  const app = await selectApp(ctx, id);
  if (app === undefined) throw notFound();
  return app;
}

export const findApp = (ctx: Context, clientId: string): Promise<App | undefined> => selectAppByClientId(ctx, clientId);

/** Whether a link would still work; looking does not use it up. */
export async function isLinkGood(ctx: Context, purpose: LinkPurpose, secret: string): Promise<boolean> {
  return (await selectLink(ctx, purpose, hashSecret(secret))) !== undefined;
}

/**
 * Whom a token speaks for and in which language they want to be spoken to; undefined when it is gone or may do nothing, as at
 * a request. For what is done in its name without one.
 */
export async function findTokenOwner(ctx: Context, tokenId: Id): Promise<{ accountId: Id; locale: string } | undefined> {
  const row = await selectTokenOwner(ctx, tokenId);
  if (row === undefined) return undefined;
  const account = (await readAccounts(ctx, [row.account_id])).get(row.account_id);
  if (account === undefined || whyBarred(account.standing, row.confirmed) !== undefined) return undefined;
  return { accountId: row.account_id, locale: row.locale };
}

export interface Access {
  readonly sessions: Session[];
  readonly apps: { token: Token; app: App }[];
  readonly passkeys: Passkey[];
  readonly recoveryCodes: number;
}

/** Every way into an account that is open now. */
export async function readAccess(ctx: Context, accountId: Id): Promise<Access> {
  const [sessions, tokens, passkeys, recoveryCodes] = await Promise.all([
    selectSessionsOf(ctx, accountId), selectTokensOf(ctx, accountId), selectPasskeysOf(ctx, accountId), selectRecoveryCount(ctx, accountId),
  ]);
  const apps = new Map((await selectApps(ctx, tokens.map((token) => token.appId))).map((app) => [app.id, app]));
  const named = tokens.flatMap((token) => {
    const app = apps.get(token.appId);
    return app === undefined ? [] : [{ token, app }];
  });
  return { sessions, apps: named, passkeys, recoveryCodes };
}

const MONTH_MS = 30 * 86_400_000;

/** How many wrote or read here in the last thirty days. */
export function readActiveCount(ctx: Context): Promise<number> {
  return selectActiveCount(ctx, new Date(ctx.now().getTime() - MONTH_MS));
}

/** Whether an account's mail address is its own for sure. */
export async function isConfirmed(ctx: Context, accountId: Id): Promise<boolean> {
  return (await selectCredential(ctx, accountId))?.confirmed ?? false;
}

/** Whether an account runs this server. */
export async function isStaff(ctx: Context, accountId: Id): Promise<boolean> {
  return (await selectCredential(ctx, accountId))?.role === 'owner';
}
