/** The pages in front of the door: sign-in, second step, sign-out, sign-up, set-up. */

import { Type } from 'typebox';
import type { Context } from '#platform/context.ts';
import { houseOf } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange } from '#platform/http/route.ts';
import { isSecondFactor } from '../commands/second-factor.ts';
import { openSession, rememberDevice, signIn, signOut } from '../commands/sign-in.ts';
import type { SignedIn } from '../commands/sign-in.ts';
import { setUpOwner, signUpUnseen } from '../commands/sign-up.ts';
import {
  renderSaying, renderSetup, renderSignIn, renderSignUp, renderTwoFactor,
} from '../presenter/entry.ts';
import type { Frame } from '../presenter/layout.ts';
import { isLinkGood } from '../reads.ts';
import { safeReturn } from '../rules/redirects.ts';
import {
  FIRST_STEPS, clearCookie, common, frameFor, goTo, problemOf, readCookie, refuseForeign, sendPage, setCookie, signUpMode, visitorOf,
} from './web.ts';

const Name = Type.Optional(Type.String({ maxLength: 300 }));
/** Longer than any password may be, so that its own message is given. */
const Password = Type.Optional(Type.String({ maxLength: 10_000 }));
const Secret = Type.Optional(Type.String({ maxLength: 100 }));
const Page = Type.Object(common);

export const browserOf = ({ request }: Exchange): string => String(request.headers['user-agent'] ?? '').slice(0, 300);

/** Hands out the cookie of a session and leads on: to the second step, or to where they wanted to go. */
async function enter(ctx: Context, exchange: Exchange, signedIn: SignedIn, returnTo: string | undefined): Promise<unknown> {
  await handOver(ctx, exchange, signedIn);
  const onward = safeReturn(returnTo, houseOf(ctx).config.origin);
  if (!signedIn.complete) return goTo(exchange, `/auth/two_factor?return_to=${encodeURIComponent(onward)}`);
  return goTo(exchange, onward);
}

/** Gives the browser its session, and after a complete sign-in the mark by which it is known again. */
export async function handOver(ctx: Context, exchange: Exchange, signedIn: SignedIn): Promise<void> {
  setCookie(ctx, exchange, 'session', signedIn.cookie);
  clearCookie(ctx, exchange, 'form');
  if (!signedIn.complete) return;
  setCookie(ctx, exchange, 'device', await rememberDevice(ctx, signedIn.accountId, readCookie(ctx, exchange, 'device')));
}

const getSignIn = route({
  method: 'GET', path: '/auth/sign_in', who: 'page', summary: 'Sign in', query: Page,
  run: (ctx, { query }, exchange) =>
    sendPage(exchange, renderSignIn(frameFor(ctx, exchange, query), { name: undefined, returnTo: query.return_to })),
});

const postSignIn = route({
  method: 'POST', path: '/auth/sign_in', who: 'page', rate: 'signIn', summary: 'Sign in with a password',
  body: Type.Object({ ...common, username: Name, password: Password }),
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    const form = { name: body.username, returnTo: body.return_to };
    try {
      const wish = { name: body.username ?? '', password: body.password ?? '', browser: browserOf(exchange), device: readCookie(ctx, exchange, 'device'), address: exchange.address };
      const signedIn = await signIn(ctx, wish);
      if (signedIn === undefined) return sendPage(exchange, renderSignIn(frame, { ...form, problem: frame.words.wrongPassword }), 422);
      return await enter(ctx, exchange, signedIn, body.return_to);
    } catch (error) {
      const { code, text } = problemOf(frame, error);
      return sendPage(exchange, renderSignIn(frame, { ...form, problem: text ?? '' }), code);
    }
  },
});

const getTwoFactor = route({
  method: 'GET', path: '/auth/two_factor', who: 'page', summary: 'The second step of signing in', query: Page,
  run: async (ctx, { query }, exchange) => {
    const visitor = await visitorOf(ctx, exchange);
    if (visitor === undefined || visitor.session.complete) return goTo(exchange, '/auth/sign_in');
    return sendPage(exchange, renderTwoFactor(frameFor(ctx, exchange, query), { returnTo: query.return_to }));
  },
});

const postTwoFactor = route({
  method: 'POST', path: '/auth/two_factor', who: 'page', rate: 'signIn', summary: 'Enter the code of the second step',
  body: Type.Object({ ...common, code: Type.Optional(Type.String({ maxLength: 100 })) }),
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    const visitor = await visitorOf(ctx, exchange);
    if (visitor === undefined || visitor.session.complete) return goTo(exchange, '/auth/sign_in');
    const { session, credential } = visitor;
    try {
      if (await isSecondFactor(ctx, credential, body.code ?? '')) {
        const more = { accountId: session.accountId, complete: true, browser: session.browser, instead: session.id };
        return await enter(ctx, exchange, await openSession(ctx, more), body.return_to);
      }
      return sendPage(exchange, renderTwoFactor(frame, { returnTo: body.return_to, problem: frame.words.codeWrong }), 422);
    } catch (error) {
      const { code, text } = problemOf(frame, error);
      return sendPage(exchange, renderTwoFactor(frame, { returnTo: body.return_to, problem: text ?? '' }), code);
    }
  },
});

const postSignOut = route({
  method: 'POST', path: '/auth/sign_out', who: 'page', summary: 'End this session', body: Type.Object(common),
  run: async (ctx, { body }, exchange) => {
    refuseForeign(ctx, exchange, body.form_token);
    const visitor = await visitorOf(ctx, exchange);
    if (visitor !== undefined) await signOut(ctx, visitor.session.accountId, visitor.session.id);
    clearCookie(ctx, exchange, 'session');
    return goTo(exchange, '/');
  },
});

const getSignUp = route({
  method: 'GET', path: '/auth/sign_up', who: 'page', summary: 'Create an account', query: Type.Object({ ...common, invite: Secret }),
  run: (ctx, { query }, exchange) =>
    sendPage(exchange, renderSignUp(frameFor(ctx, exchange, query), { mode: signUpMode(ctx), invite: query.invite })),
});

const postSignUp = route({
  method: 'POST', path: '/auth/sign_up', who: 'page', rate: 'signUp', summary: 'Create an account',
  body: Type.Object({
    ...common, username: Name, email: Name, password: Password, agreement: Type.Optional(Type.Boolean()),
    reason: Type.Optional(Type.String({ maxLength: 2000 })), invite_code: Secret,
  }),
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    const { username = '', email = '', password = '', reason = '' } = body;
    try {
      const made = await signUpUnseen(ctx, {
        username, email, password, reason, agreement: body.agreement ?? false, invite: body.invite_code, language: frame.language, address: exchange.address,
      });
      if (made.next === 'confirm') return sendPage(exchange, renderSaying(frame, frame.words.signUp, mailed(ctx, frame, frame.words.signUpConfirm), toAgain(frame)));
      if (made.next === 'wait') return sendPage(exchange, renderSaying(frame, frame.words.signUp, frame.words.signUpWait));
      const wish = { accountId: made.accountId, complete: true, browser: browserOf(exchange) };
      return await enter(ctx, exchange, await openSession(ctx, wish), body.return_to ?? FIRST_STEPS);
    } catch (error) {
      const { code, ...problem } = problemOf(frame, error);
      return sendPage(exchange, renderSignUp(frame, { mode: signUpMode(ctx), username, email, reason, invite: body.invite_code, agreed: body.agreement ?? false, problem }), code);
    }
  },
});

/** What was promised, and that it may take a while when the mail server is away. */
const mailed = (ctx: Context, { words }: Frame, text: string): string[] => (houseOf(ctx).mailer.late ? [text, words.mailLate] : [text]);
const toAgain = ({ words, carry }: Frame) => ({ address: `/auth/confirm/again${carry}`, label: words.again });

const getSetup = route({
  method: 'GET', path: '/auth/setup', who: 'page', summary: "Create the owner's account", query: Type.Object({ ...common, token: Secret }),
  run: async (ctx, { query }, exchange) => {
    const frame = frameFor(ctx, exchange, query);
    const { token = '' } = query;
    if (!(await isLinkGood(ctx, 'owner', token))) return sendPage(exchange, renderSaying(frame, frame.words.setupTitle, frame.words.linkGone), 404);
    return sendPage(exchange, renderSetup(frame, { token }));
  },
});

const postSetup = route({
  method: 'POST', path: '/auth/setup', who: 'page', rate: 'signUp', summary: "Create the owner's account",
  body: Type.Object({ ...common, token: Secret, username: Name, email: Name, password: Password }),
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    const { token = '', username = '', email = '', password = '' } = body;
    try {
      const accountId = await setUpOwner(ctx, token, { username, email, password, language: frame.language });
      return await enter(ctx, exchange, await openSession(ctx, { accountId, complete: true, browser: browserOf(exchange) }), FIRST_STEPS);
    } catch (error) {
      const { code, ...problem } = problemOf(frame, error);
      if (code === 404) return sendPage(exchange, renderSaying(frame, frame.words.setupTitle, frame.words.linkGone), 404);
      return sendPage(exchange, renderSetup(frame, { token, username, email, problem }), code);
    }
  },
});

export const entryRoutes = [
  getSignIn, postSignIn, getTwoFactor, postTwoFactor, postSignOut, getSignUp, postSignUp, getSetup, postSetup,
];
