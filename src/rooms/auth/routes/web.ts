/** What the routes of pages share: cookies, languages, headers, and the proof that a form came from us. */

import { Type } from 'typebox';
import { signUpModeSetting, titleSetting } from '#instance';
import { Refusal, forbidden } from '#kit/errors.ts';
import { languageOf } from '#kit/language.ts';
import type { Language } from '#kit/language.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { lookOf } from '#platform/http/cookies.ts';
import type { Exchange } from '#platform/http/route.ts';
import { findAtBrowser } from '../browsers.ts';
import type { AtBrowser } from '../callers.ts';
import { noteSeen } from '../commands/sign-in.ts';
import { cookieName, isSecure, secretIn, sessionIn } from '../cookies.ts';
import type { CookieName } from '../cookies.ts';
import { messagesIn } from '../messages.ts';
import type { Frame } from '../presenter/layout.ts';
import { findVisitor } from '../reads.ts';
import type { Visitor } from '../reads.ts';
import { formTokenFor, isSame, newSecret } from '../secrets.ts';

/** Fields that any page or form may carry. */
export const common = {
  lang: Type.Optional(Type.String({ maxLength: 35 })),
  ui_locales: Type.Optional(Type.String({ maxLength: 200 })),
  form_token: Type.Optional(Type.String({ maxLength: 100 })),
  return_to: Type.Optional(Type.String({ maxLength: 8000 })),
};

/** Where somebody lands who is new here: once, since nothing else leads there by itself. */
export const FIRST_STEPS = '/welcome';

const DAY_S = 86_400;
const LIFE_S: Record<CookieName, number> = { session: 60 * DAY_S, form: DAY_S, device: 365 * DAY_S, language: 365 * DAY_S };

export const readCookie = (ctx: Context, { request }: Exchange, name: CookieName): string | undefined =>
  secretIn(request.cookies[cookieName(ctx, name)]);

export function setCookie(ctx: Context, { reply }: Exchange, name: CookieName, value: string): void {
  void reply.setCookie(cookieName(ctx, name), value, {
    path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(ctx), maxAge: LIFE_S[name],
  });
}

export function clearCookie(ctx: Context, { reply }: Exchange, name: CookieName): void {
  void reply.clearCookie(cookieName(ctx, name), { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(ctx) });
}

interface Common {
  lang?: string;
  ui_locales?: string;
  form_token?: string;
}

/** The frame of a page for this exchange; gives a new browser the cookie that its forms are bound to. */
export function frameFor(ctx: Context, exchange: Exchange, input: Common = {}): Frame {
  let secret = readCookie(ctx, exchange, 'session') ?? readCookie(ctx, exchange, 'form');
  if (secret === undefined) setCookie(ctx, exchange, 'form', (secret = newSecret()));
  return frameOver(ctx, exchange, input, secret);
}

/**
 * The language of a page: asked for in its address, else chosen before, else the browser's. A choice is kept in a cookie, since
 * pages lead on to others that do not say it; without a choice there is none.
 */
export function languageFor(ctx: Context, exchange: Exchange, input: Common): Language {
  if (input.lang !== undefined && exchange.request.method === 'GET') setCookie(ctx, exchange, 'language', languageOf(input.lang));
  return languageOf(input.lang, input.ui_locales, exchange.request.cookies[cookieName(ctx, 'language')], exchange.request.headers['accept-language']);
}

/** The frame after the session was changed in this very exchange. */
export function frameOver(ctx: Context, exchange: Exchange, input: Common, secret: string): Frame {
  const language = languageFor(ctx, exchange, input);
  const other = new URL(exchange.href);
  other.searchParams.set('lang', language === 'fr' ? 'en' : 'fr');
  return {
    title: ctx.settings.get(titleSetting),
    language,
    look: lookOf(exchange.request),
    words: messagesIn(language),
    formToken: formTokenFor(secret),
    otherAddress: exchange.request.method === 'GET' ? other.pathname + other.search : `/?lang=${other.searchParams.get('lang')}`,
    carry: input.lang === undefined ? '' : `?lang=${language}`,
  };
}

/**
 * Refuses a form that did not come from a page of ours: by the browser's own word (Origin, Sec-Fetch-Site) and by the token
 * in the form. @throws Refusal 403.
 */
export function refuseForeign(ctx: Context, exchange: Exchange, formToken: string | undefined, frame?: Frame): void {
  const { origin, 'sec-fetch-site': site } = exchange.request.headers;
  const words = frame?.words ?? messagesIn(languageOf(exchange.request.headers['accept-language']));
  const foreign = origin === undefined ? !['same-origin', 'none', undefined].includes(site as string | undefined) : origin !== houseOf(ctx).config.origin;
  const secret = readCookie(ctx, exchange, 'session') ?? readCookie(ctx, exchange, 'form');
  if (foreign || secret === undefined || formToken === undefined || !isSame(formToken, formTokenFor(secret))) {
    throw forbidden(words.formExpired);
  }
}

/** Who is signed in at this browser, with what the pages of this room need: by SQL each time. */
export async function visitorOf(ctx: Context, exchange: Exchange): Promise<Visitor | undefined> {
  const secret = readCookie(ctx, exchange, 'session');
  const visitor = await findVisitor(ctx, secret);
  if (visitor === undefined || secret === undefined) return visitor;
  // A cookie lives for sixty days from when it was last set: who comes back within them stays signed in.
  if ((await noteSeen(ctx, visitor.session)) && visitor.session.complete) setCookie(ctx, exchange, 'session', secret);
  return visitor;
}

/**
 * Who is signed in at this browser, for the pages of other rooms: from memory, and at once, when it was seen lately. Undefined
 * also between the password and the second factor.
 */
export function viewerOf(ctx: Context, exchange: Exchange): AtBrowser | undefined | Promise<AtBrowser | undefined> {
  return findAtBrowser(ctx, exchange.request.headers.cookie, (secret) => setCookie(ctx, exchange, 'session', secret));
}

/** Whether the browser brings a session, good or not: found without looking it up. */
export const bringsSession = (ctx: Context, { request }: Exchange): boolean => sessionIn(ctx, request.headers.cookie) !== undefined;

/** Sends a page with the headers that keep it to itself. `formsLeave`: its form answers by leading to another origin. */
export function sendPage({ reply }: Exchange, text: string, code = 200, formsLeave = false): string {
  void reply.code(code).type('text/html; charset=utf-8');
  // Browsers hold form-action against redirects too, and a consent ends with one to the app.
  const forms = formsLeave ? '' : "; form-action 'self'";
  void reply.header('Content-Security-Policy', `default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'${forms}`);
  void reply.header('X-Frame-Options', 'DENY');
  void reply.header('Cache-Control', 'no-store');
  void reply.header('Referrer-Policy', 'same-origin');
  return text;
}

/** 303: the next request is a GET, whatever this one was. */
export const goTo = ({ reply }: Exchange, address: string): unknown => reply.header('Cache-Control', 'no-store').redirect(address, 303);

export const signUpMode = (ctx: Context) => ctx.settings.get(signUpModeSetting);

/** The words for a refusal on a page; faults of ours go on to where they are logged. */
export function problemOf(frame: Frame, error: unknown): { code: number; text: string | undefined; details: Refusal['details'] } {
  if (!(error instanceof Refusal)) throw error;
  const { words } = frame;
  const ours: Record<number, string> = { 429: words.tooMany(Math.ceil((error.retryAfter ?? 60) / 60)), 503: words.busy };
  const text = ours[error.status] ?? error.message;
  return { code: error.status, text: error.details === undefined ? text : undefined, details: error.details };
}
