/** One's own ways in: password, codes, passkeys, browsers, apps. */

import { readFileSync } from 'node:fs';
import { toString as drawCode } from 'qrcode';
import { Type } from 'typebox';
import { Refusal, invalid } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { closeAccess, closeOtherSessions } from '../commands/access.ts';
import { moveMailbox } from '../commands/mailboxes.ts';
import { deleteMember } from '../commands/delete-member.ts';
import { addPasskey, askForPasskey, offerPasskey, provePasskey } from '../commands/passkeys.ts';
import { changePassword, isOwnPassword } from '../commands/passwords.ts';
import { draftTotp, totpAddress, turnOffTotp, turnOnTotp } from '../commands/second-factor.ts';
import { openSession } from '../commands/sign-in.ts';
import { renderSaying } from '../presenter/entry.ts';
import type { Frame, Problem } from '../presenter/layout.ts';
import { renderSecurity } from '../presenter/security.ts';
import type { FormName } from '../presenter/security.ts';
import { readAccess } from '../reads.ts';
import type { Visitor } from '../reads.ts';
import { safeReturn } from '../rules/redirects.ts';
import { browserOf, handOver } from './entry.ts';
import { common, frameFor, frameOver, goTo, problemOf, refuseForeign, sendPage, setCookie, visitorOf } from './web.ts';

const Password = Type.Optional(Type.String({ maxLength: 10_000 }));
const PATH = '/settings/security';

interface Shown {
  form?: FormName;
  newEmail?: string;
  code?: number;
  notice?: string;
  problem?: Problem;
  freshCodes?: readonly string[];
}

interface Act {
  ctx: Context;
  exchange: Exchange;
  visitor: Visitor;
  frame: Frame;
}

/** The page as it stands now. */
async function show({ ctx, exchange, frame, visitor }: Act, shown: Shown = {}): Promise<string> {
  const { account, credential, session } = visitor;
  const access = await readAccess(ctx, account.id);
  const { code, ...rest } = shown;
  return sendPage(exchange, renderSecurity(frame, {
    ...access, ...rest, username: account.username, sessionId: session.id,
    email: credential.email, confirmed: credential.confirmed, mailed: houseOf(ctx).mailer.enabled,
    totp: credential.totpSecret !== undefined ? 'on' : credential.totpDraft === undefined ? 'off' : await drawDraft(ctx, frame, visitor),
  }), code ?? 200);
}

async function drawDraft(ctx: Context, frame: Frame, { account, credential }: Visitor): Promise<{ picture: string; secret: string }> {
  const secret = credential.totpDraft ?? '';
  const address = totpAddress(secret, frame.title.replaceAll(':', ' '), `${account.username}@${houseOf(ctx).config.domain}`);
  const svg = await drawCode(address, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
  return { picture: Buffer.from(svg).toString('base64'), secret };
}

const getSecurity = route({
  method: 'GET', path: PATH, who: 'page', summary: 'Your ways in', query: Type.Object(common),
  run: async (ctx, { query }, exchange) => {
    const visitor = await visitorOf(ctx, exchange);
    if (visitor?.session.complete !== true) return goTo(exchange, `/auth/sign_in?return_to=${encodeURIComponent(PATH)}`);
    return show({ ctx, exchange, visitor, frame: frameFor(ctx, exchange, query) });
  },
});

const fields = {
  ...common,
  current_password: Password,
  password: Password,
  email: Type.Optional(Type.String({ maxLength: 300 })),
  code: Type.Optional(Type.String({ maxLength: 100 })),
  kind: Type.Optional(Type.String({ maxLength: 20 })),
  id: Type.Optional(Type.String({ maxLength: 20 })),
};
interface Fields {
  current_password?: string;
  password?: string;
  email?: string;
  code?: string;
  kind?: string;
  id?: string;
}

/** The error of a field, in the form in which the client API has it. */
const wrongField = (name: string, text: string): Error => invalid(text, { [name]: [{ error: 'ERR_WRONG', description: text }] });
const PARTS: Record<string, FormName> = { password: 'password', email: 'email', 'totp/draft': 'totp', 'totp/on': 'totp', 'totp/off': 'totp', delete: 'delete' };

/** A form of this page: needs the session and its token; `guarded` ones the password too. What it returns is shown. */
function form(path: string, summary: string, guarded: boolean, act: (at: Act, body: Fields) => Promise<unknown>): Route {
  return route({
    method: 'POST', path: `${PATH}/${path}`, who: 'page', rate: 'signIn', summary, body: Type.Object(fields),
    run: async (ctx, { body }, exchange) => {
      const frame = frameFor(ctx, exchange, body);
      refuseForeign(ctx, exchange, body.form_token, frame);
      const visitor = await visitorOf(ctx, exchange);
      if (visitor?.session.complete !== true) return goTo(exchange, '/auth/sign_in');
      try {
        if (guarded && !(await isOwnPassword(ctx, visitor.credential, body.current_password ?? ''))) throw wrongField('current_password', frame.words.wrongOwnPassword);
        return await act({ ctx, exchange, visitor, frame }, body);
      } catch (error) {
        const { code, ...problem } = problemOf(frame, error);
        const part = PARTS[path];
        return show({ ctx, exchange, visitor, frame }, { code, problem, ...(part && { form: part }), ...(body.email !== undefined && { newEmail: body.email }) });
      }
    },
  });
}

const back = ({ exchange }: Act): unknown => goTo(exchange, PATH);

const forms = [
  form('password', 'Change the password; everything else is signed out', true, async (at, body) => {
    const { ctx, exchange, visitor, frame } = at;
    await changePassword(ctx, visitor.account.id, body.password ?? '');
    const opened = await openSession(ctx, { accountId: visitor.account.id, complete: true, browser: browserOf(exchange) });
    setCookie(ctx, exchange, 'session', opened.cookie);
    const fresh = frameOver(ctx, exchange, { lang: frame.language }, opened.cookie);
    return show({ ...at, frame: fresh }, { notice: frame.words.resetDone });
  }),
  form('email', 'Move to another mail address', true, async (at, body) => {
    const { ctx, visitor, frame } = at;
    const { words, language } = frame;
    const sent = await moveMailbox(ctx, visitor.credential, { address: body.email ?? '', language });
    if (sent) return show(at, { notice: `${words.moveSent(body.email ?? '')}${houseOf(ctx).mailer.late ? ` ${words.mailLate}` : ''}` });
    const now = (await visitorOf(ctx, at.exchange)) ?? visitor;
    return show({ ...at, visitor: now }, { notice: words.moveDone });
  }),
  form('totp/draft', 'Begin to use codes', true, async (at) => {
    if (at.visitor.credential.totpSecret === undefined) await draftTotp(at.ctx, at.visitor.account.id);
    return back(at);
  }),
  form('totp/on', 'Turn codes on with the first one', false, async (at, body) => {
    const { ctx, exchange, visitor, frame } = at;
    const freshCodes = await turnOnTotp(ctx, visitor.account.id, body.code ?? '').catch((error: unknown) => {
      throw problemOf(frame, error).code === 422 ? wrongField('code', frame.words.codeWrong) : error;
    });
    const now = (await visitorOf(ctx, exchange)) ?? visitor;
    return show({ ...at, visitor: now }, { notice: frame.words.done, freshCodes });
  }),
  form('totp/off', 'Turn codes off', true, async (at) => {
    await turnOffTotp(at.ctx, at.visitor.account.id);
    return back(at);
  }),
  form('delete', 'Delete the account and everything it wrote', true, async ({ ctx, exchange, visitor, frame }) => {
    await deleteMember(ctx, visitor.account.id);
    return sendPage(exchange, renderSaying(frame, frame.words.deleteTitle, frame.words.deleteDone));
  }),
  form('others', 'Sign out all other browsers', false, async (at) => {
    await closeOtherSessions(at.ctx, at.visitor.account.id, at.visitor.session.id);
    return back(at);
  }),
  form('revoke', 'End a browser, an app or a passkey', false, async (at, body) => {
    const id = parseId(body.id ?? '');
    if (id === undefined || (body.kind !== 'passkey' && body.kind !== 'session' && body.kind !== 'app')) throw invalid(at.frame.words.notFound);
    await closeAccess(at.ctx, at.visitor.account.id, body.kind, id);
    return back(at);
  }),
];

/** Refusals in the words of the page: its script shows them as they are. */
async function inWords<T>(frame: Frame, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const { code, text } = problemOf(frame, error);
    throw code === 422 ? invalid(frame.words.passkeyFailed) : new Refusal(code, text ?? frame.words.passkeyFailed);
  }
}

/** What a device answers; the library checks its shape. */
const Answer = Type.Object({
  ...common,
  response: Type.Object({}, { additionalProperties: Type.Unknown() }),
  name: Type.Optional(Type.String({ maxLength: 60 })),
});

const postPasskeyOffer = route({
  method: 'POST', path: '/settings/passkeys/offer', who: 'page', rate: 'signIn', summary: 'What to ask the device for, to add a passkey',
  body: Type.Object({ ...common, current_password: Password }),
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    const visitor = await visitorOf(ctx, exchange);
    const right = visitor?.session.complete === true && (await inWords(frame, () => isOwnPassword(ctx, visitor.credential, body.current_password ?? '')));
    if (visitor === undefined || !right) throw invalid(frame.words.wrongOwnPassword);
    return inWords(frame, () => offerPasskey(ctx, visitor.account.id, visitor.account.username));
  },
});

const postPasskey = route({
  method: 'POST', path: '/settings/passkeys', who: 'page', rate: 'signIn', summary: 'Add a passkey', body: Answer,
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    const visitor = await visitorOf(ctx, exchange);
    if (visitor?.session.complete !== true) throw invalid(frame.words.formExpired);
    await inWords(frame, () => addPasskey(ctx, visitor.account.id, body.name?.trim() || frame.words.passkeyPreset, body.response as never));
    return { onward: PATH };
  },
});

const postPasskeyAsk = route({
  method: 'POST', path: '/auth/passkey/ask', who: 'page', rate: 'signIn', summary: 'What to ask a device for, to sign in', body: Type.Object(common),
  run: async (ctx, { body }, exchange) => {
    refuseForeign(ctx, exchange, body.form_token, frameFor(ctx, exchange, body));
    return askForPasskey(ctx);
  },
});

const postPasskeySignIn = route({
  method: 'POST', path: '/auth/passkey', who: 'page', rate: 'signIn', summary: 'Sign in with a passkey', body: Answer,
  run: async (ctx, { body }, exchange) => {
    const frame = frameFor(ctx, exchange, body);
    refuseForeign(ctx, exchange, body.form_token, frame);
    const accountId = await inWords(frame, () => provePasskey(ctx, body.response as never));
    const opened = await openSession(ctx, { accountId, complete: true, browser: browserOf(exchange) });
    await handOver(ctx, exchange, opened);
    return { onward: safeReturn(body.return_to, houseOf(ctx).config.origin) };
  },
});

const script = readFileSync(new URL('../assets/passkeys.js', import.meta.url));

const getScript = route({
  method: 'GET', path: '/assets/passkeys.js', who: 'page', uncounted: true, summary: 'Passkeys in the browser; the one thing that needs script',
  run: (_ctx, _input, { reply }) => reply.type('text/javascript; charset=utf-8').header('Cache-Control', 'public, max-age=300').send(script),
});

export const securityRoutes = [getSecurity, ...forms, postPasskeyOffer, postPasskey, postPasskeyAsk, postPasskeySignIn, getScript];
