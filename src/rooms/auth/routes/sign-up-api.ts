/** Signing up through an app, and asking for the confirmation once more. */

import { Type } from 'typebox';
import { languageOf } from '#kit/language.ts';
import { route } from '#platform/http/route.ts';
import { repeatConfirmation } from '../commands/mailboxes.ts';
import { signUp } from '../commands/sign-up.ts';
import { tokenForNew } from '../commands/tokens.ts';
import { isConfirmed } from '../reads.ts';
import { presentToken } from '../presenter/oauth.ts';
import { TokenReply } from './oauth.ts';

const Text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

export const signUpApiRoutes = [route({
  method: 'POST', path: '/api/v1/accounts', who: 'app', scope: 'write:accounts', rate: 'signUp',
  summary: 'Sign up through an app; the token works once the account may act',
  body: Type.Object({
    username: Text(300), email: Text(300), password: Text(10_000), agreement: Type.Optional(Type.Boolean()), locale: Text(35),
    reason: Text(2000), invite_code: Text(100),
  }),
  reply: TokenReply,
  run: async (ctx, { body }, { caller, address }) => {
    const { username = '', email = '', password = '', reason = '' } = body;
    const { accountId } = await signUp(ctx, {
      username, email, password, reason, agreement: body.agreement ?? false, invite: body.invite_code, language: languageOf(body.locale), address,
    });
    return presentToken(await tokenForNew(ctx, accountId, caller?.tokenId ?? 0));
  },
}), route({
  method: 'POST', path: '/api/v1/emails/confirmations', who: 'member', unconfirmed: true, rate: 'signIn',
  summary: 'Have the confirmation mailed once more, also to another address',
  body: Type.Object({ email: Text(300) }),
  reply: Type.Object({}),
  run: async (ctx, { body }) => {
    await repeatConfirmation(ctx, ctx.viewer.kind === 'account' ? ctx.viewer.id : 0, body.email || undefined);
    return {};
  },
}), route({
  method: 'GET', path: '/api/v1/emails/check_confirmation', who: 'member', unconfirmed: true, summary: 'Whether the mail address is confirmed',
  reply: Type.Boolean(),
  run: async (ctx) => Buffer.from(String(await isConfirmed(ctx, ctx.viewer.kind === 'account' ? ctx.viewer.id : 0))),
})];
