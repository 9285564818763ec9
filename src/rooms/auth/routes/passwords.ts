/** Lost passwords and mailboxes to confirm: pages behind one-time links. Opening one changes nothing; its form does. */

import { Type } from 'typebox';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange } from '#platform/http/route.ts';
import { confirmMailbox } from '../commands/mailboxes.ts';
import { askForLink, resetPassword } from '../commands/passwords.ts';
import { renderAsk, renderConfirm, renderReset, renderSaying } from '../presenter/entry.ts';
import type { Frame } from '../presenter/layout.ts';
import { isLinkGood } from '../reads.ts';
import { FIRST_STEPS, clearCookie, common, frameFor, problemOf, refuseForeign, sendPage } from './web.ts';

const Secret = Type.Optional(Type.String({ maxLength: 100 }));
const WithToken = Type.Object({ ...common, token: Secret });

const getForgot = route({
  method: 'GET', path: '/auth/password/forgot', who: 'page', summary: 'Ask for a reset link', query: Type.Object(common),
  run: (ctx, { query }, exchange) => sendPage(exchange, renderAsk(frameFor(ctx, exchange, query), 'reset', houseOf(ctx).mailer.enabled)),
});

const postForgot = route({
  method: 'POST', path: '/auth/password/forgot', who: 'page', rate: 'signIn', summary: 'Ask for a reset link',
  body: Type.Object({ ...common, username: Type.Optional(Type.String({ maxLength: 300 })) }),
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    return ask({ ctx, exchange, frame }, 'reset', body.username ?? '');
  },
});

const getAgain = route({
  method: 'GET', path: '/auth/confirm/again', who: 'page', summary: 'Ask for the confirmation once more', query: Type.Object(common),
  run: (ctx, { query }, exchange) => sendPage(exchange, renderAsk(frameFor(ctx, exchange, query), 'confirm', houseOf(ctx).mailer.enabled)),
});

const postAgain = route({
  method: 'POST', path: '/auth/confirm/again', who: 'page', rate: 'signIn', summary: 'Ask for the confirmation once more',
  body: Type.Object({ ...common, username: Type.Optional(Type.String({ maxLength: 300 })) }),
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    return ask({ ctx, exchange, frame }, 'confirm', body.username ?? '');
  },
});

function ask(at: { ctx: Context; exchange: Exchange; frame: Frame }, purpose: 'reset' | 'confirm', name: string): string {
  const { ctx, exchange, frame } = at;
  const { mailer } = houseOf(ctx);
  if (!mailer.enabled) return sendPage(exchange, renderAsk(frame, purpose, false));
  // Not waited for: the answer takes the same time whether there is such an account or not.
  askForLink(ctx, purpose, name, frame.language).catch((error: unknown) => ctx.log.error({ err: error }, 'a mail could not be asked for'));
  const { words } = frame;
  const [heading, sent] = purpose === 'reset' ? [words.forgotTitle, words.forgotSent] as const : [words.againTitle, words.againSent] as const;
  return sendPage(exchange, renderSaying(frame, heading, mailer.late ? [sent, words.mailLate] : sent));
}

const getReset = route({
  method: 'GET', path: '/auth/password/reset', who: 'page', summary: 'Choose a new password by a link', query: WithToken,
  run: async (ctx, { query }, exchange) => {
    const frame = frameFor(ctx, exchange, query);
    const { token = '' } = query;
    if (await isLinkGood(ctx, 'reset', token)) return sendPage(exchange, renderReset(frame, token));
    return sendPage(exchange, renderSaying(frame, frame.words.resetTitle, frame.words.linkGone), 404);
  },
});

const postReset = route({
  method: 'POST', path: '/auth/password/reset', who: 'page', rate: 'signIn', summary: 'Choose a new password by a link',
  body: Type.Object({ ...common, token: Secret, password: Type.Optional(Type.String({ maxLength: 10_000 })) }),
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    const { token = '', password = '' } = body;
    const { words } = frame;
    try {
      await resetPassword(ctx, token, password);
    } catch (error) {
      const { code, ...problem } = problemOf(frame, error);
      if (code === 404) return sendPage(exchange, renderSaying(frame, words.resetTitle, words.linkGone), 404);
      return sendPage(exchange, renderReset(frame, token, problem), code);
    }
    clearCookie(ctx, exchange, 'session');
    return sendPage(exchange, renderSaying(frame, words.resetTitle, words.resetDone, { address: '/auth/sign_in', label: words.signIn }));
  },
});

const getConfirm = route({
  method: 'GET', path: '/auth/confirm', who: 'page', summary: 'Confirm a mail address by a link', query: WithToken,
  run: async (ctx, { query }, exchange) => {
    const frame = frameFor(ctx, exchange, query);
    const { token = '' } = query;
    if ((await isLinkGood(ctx, 'confirm', token)) || (await isLinkGood(ctx, 'move', token))) return sendPage(exchange, renderConfirm(frame, token));
    return sendPage(exchange, renderSaying(frame, frame.words.confirmTitle, frame.words.linkGone), 404);
  },
});

const postConfirm = route({
  method: 'POST', path: '/auth/confirm', who: 'page', rate: 'signIn', summary: 'Confirm a mail address by a link', body: WithToken,
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    const { words } = frame;
    try {
      const isNew = await confirmMailbox(ctx, body.token ?? '');
      const address = `/auth/sign_in${isNew ? `?return_to=${FIRST_STEPS}` : ''}`;
      return sendPage(exchange, renderSaying(frame, words.confirmTitle, words.confirmDone, { address, label: words.signIn }));
    } catch (error) {
      const { code } = problemOf(frame, error);
      return sendPage(exchange, renderSaying(frame, words.confirmTitle, code === 422 ? words.emailTaken : words.linkGone), code);
    }
  },
});

export const passwordRoutes = [getForgot, postForgot, getReset, postReset, getConfirm, postConfirm, getAgain, postAgain];
