/** A request for a page, handed to the application with what it needs to know. */

import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { accountJson } from '#accounts';
import { viewerOf } from '#auth';
import { titleSetting } from '#instance';
import type { Id } from '#kit/ids.ts';
import type { Language } from '#kit/language.ts';
import type { Look } from '#kit/look.ts';
import { VISITOR, houseOf, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Exchange } from '#platform/http/route.ts';
import type { Figures, Me, Outside, Visit } from './app/visit.ts';
import { applicationOf } from './application.ts';
import { printsOf } from './prints.ts';

export interface Answer {
  readonly status: number;
  /** By their names in small letters. */
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Somebody who is signed in at this browser. */
export interface Guest {
  readonly viewer: Id;
  readonly me: Me;
  readonly formToken: string;
}

/** Who is signed in at this browser, as pages show them. */
export async function readGuest(ctx: Context, exchange: Exchange): Promise<Guest | undefined> {
  const browser = await viewerOf(ctx, exchange);
  if (browser === undefined) return undefined;
  const { accountId, role, formToken, unconfirmed } = browser;
  const account = parseAccount(await accountJson(ctx, [accountId]), accountId);
  if (account === undefined) return undefined;
  const me: Me = { id: account.id, username: account.username, displayName: account.display_name, avatar: account.avatar_static, role, unconfirmed };
  return { viewer: accountId, formToken, me };
}

function parseAccount(found: ReadonlyMap<Id, Buffer>, id: Id): { id: string; username: string; display_name: string; avatar_static: string } | undefined {
  const bytes = found.get(id);
  return bytes && (JSON.parse(bytes.toString()) as ReturnType<typeof parseAccount>);
}

/**
 * Makes the page, or its data, for somebody who is signed in, or for visitors. What visitors get depends on the address, the
 * language and the look alone, since they share it.
 * @param address path and query
 */
export async function answerPage(ctx: Context, { address, who, language, look, headers, form }: Asked): Promise<Answer> {
  const application = await applicationOf(ctx);
  const { origin } = houseOf(ctx).config;
  const visit: Visit = {
    ctx: viewedBy(ctx, who?.viewer === undefined ? VISITOR : { kind: 'account', id: who.viewer }),
    viewer: who?.viewer, me: who?.me, language, look, origin, title: ctx.settings.get(titleSetting),
    nonce: who === undefined ? undefined : randomBytes(16).toString('base64url'), formToken: who?.formToken,
    prints: who === undefined ? printsOf(ctx) : undefined, outside: { frames: [], films: [] },
  };
  return application.entry.speaking(language, async () => {
    const context = application.entry.contextFor(visit);
    const url = origin + address;
    const drawn = who === undefined && !isForScripts(address) ? await application.draw(url, context) : undefined;
    if (drawn !== undefined) return { status: drawn.status, headers: { ...drawn.headers, ...headersFor(visit) }, body: Buffer.from(drawn.body) };
    const sent = form === undefined ? { method: 'GET' } : { method: 'POST', body: new URLSearchParams(form) };
    const asked = new Request(url, { headers: who === undefined ? {} : headersOf(headers, new URL(origin).host), ...sent });
    const response = await application.answer(asked, context);
    return {
      status: response.status, headers: { ...Object.fromEntries(response.headers), ...headersFor(visit) },
      body: Buffer.from(await response.arrayBuffer()),
    };
  });
}

/** Whether what a page is made of is asked for, instead of the page. */
const isForScripts = (address: string): boolean => /\.data(\?|$)/.test(address);

const headersFor = ({ nonce, outside }: Visit): Record<string, string> => ({
  'content-security-policy': policyFor(nonce, outside), 'referrer-policy': 'same-origin', 'x-frame-options': 'DENY',
});

/** How a post is shown in a list that is open. */
export interface Form {
  readonly language: Language;
  /** What it answers stands above it. */
  readonly threaded: boolean;
}

/** A post as it stands in visitors' lists, for those that are open. @param json the post as the client API shows it to visitors */
export async function renderPost(ctx: Context, { language, threaded }: Form, json: Buffer): Promise<string> {
  const { entry } = await applicationOf(ctx);
  const { origin } = houseOf(ctx).config;
  return entry.speaking(language, () => entry.renderFragment(origin, printsOf(ctx), json, threaded));
}

/** A post in an event room, with what the room says of it. @param status the post as the client API shows it to visitors @param room as visitors see it */
export async function renderRoomPost(ctx: Context, { language }: Form, { status, room }: { status: unknown; room: unknown }): Promise<string> {
  const { entry } = await applicationOf(ctx);
  const { origin } = houseOf(ctx).config;
  return entry.speaking(language, () => entry.renderRoomPost(origin, status, room));
}

/** What came into an evening as its replay shows it: each thing with its key. @param items as `readReplay` tells them @param room as its viewer sees it */
export async function renderReplay(ctx: Context, language: Language, { room, items }: { room: unknown; items: readonly unknown[] }): Promise<{ key: string; html: string }[]> {
  const { entry } = await applicationOf(ctx);
  const { origin } = houseOf(ctx).config;
  return entry.speaking(language, () => entry.renderReplay(origin, room, items));
}

/** Parts of a room's page as they are now, by their names. */
export async function renderPieces(ctx: Context, { language }: Form, { pieces, facts }: { pieces: readonly string[]; facts: unknown }): Promise<Record<string, string>> {
  const { entry } = await applicationOf(ctx);
  return entry.speaking(language, () => Object.fromEntries(pieces.map((name) => [name, entry.renderPiece(name, facts)])));
}

/** What is counted of some posts, as it stands below each in visitors' pages. */
export async function renderCounts(ctx: Context, language: Language, posts: readonly Figures[]): Promise<string[]> {
  const { entry } = await applicationOf(ctx);
  return entry.speaking(language, () => posts.map((post) => entry.renderCounts(post)));
}

interface Asked {
  readonly address: string;
  /** Undefined: visitors. */
  readonly who: Guest | undefined;
  readonly language: Language;
  readonly look: Look;
  readonly headers: IncomingHttpHeaders;
  /** What was filled in; the caller has made sure that it comes from a page of ours. */
  readonly form?: Record<string, string>;
}

/** Of the body as it came, which is read by now, and of proxies. */
const LEFT_OUT = new Set(['content-length', 'content-type', 'transfer-encoding', 'x-forwarded-host']);

/** The application takes the host for what we are called, which proxies in front of us may have changed. */
function headersOf(raw: IncomingHttpHeaders, host: string): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) if (typeof value === 'string' && !LEFT_OUT.has(name)) headers.set(name, value);
  headers.set('host', host);
  return headers;
}

/**
 * What a page may load and run: ours only, and inline nothing but what carries the nonce of this very answer. Visitors' pages are
 * shared and have no nonce. Text becomes markup or script by the policies of `browser/arrivals.ts`,
 * `app/parts/live/replay/wake.ts` and `app/client/trusted.ts` and in no other way. Somebody else's player is let in where the reader of this page agreed to it.
 */
function policyFor(nonce: string | undefined, { frames, films }: Outside): string {
  const [scripts, policies] = nonce === undefined ? ["'self'", 'perchoir perchoir-replay'] : [`'self' 'nonce-${nonce}'`, 'perchoir perchoir-replay default'];
  const others = films.map((origin) => ` ${origin}`).join('');
  return `default-src 'none'; script-src ${scripts}; require-trusted-types-for 'script'; trusted-types ${policies}; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:${others}; font-src 'self'; connect-src 'self'${others}; ${frames.length > 0 ? `frame-src ${frames.join(' ')}; ` : ''}worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
}
