/** Guesses: how many may be wrong before whoever guesses has to wait. */

import { tooMany } from '#kit/errors.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { rateRules, ratesOn } from '#platform/http/rates.ts';
import { hashSecret } from './secrets.ts';

/** After ten wrong passwords a quarter of an hour; after five wrong codes five minutes (NIST SP 800-63B section 3.2.2). */
const RULES = {
  password: { name: 'auth.password', limit: 10, windowMs: 900_000 },
  code: { name: 'auth.code', limit: 5, windowMs: 300_000 },
} as const;

/** Takes a guess before it is looked at, so that many at once do not slip through. @throws Refusal 429. */
export function takeGuess(ctx: Context, kind: keyof typeof RULES, key: string): void {
  const turn = houseOf(ctx).limiter.take(RULES[kind], hashSecret(key));
  if (!turn.allowed) throw tooMany('Too many wrong attempts', Math.max(1, turn.retryAfter));
}

/** The guess was right: nothing is counted against this key any more. */
export function forgetGuesses(ctx: Context, kind: keyof typeof RULES, key: string): void {
  houseOf(ctx).limiter.forget(RULES[kind], hashSecret(key));
}

/** Whether one more mail may go to this mailbox, whoever asks for it. */
export function mayMail(ctx: Context, emailKey: string): boolean {
  const house = houseOf(ctx);
  if (!ctx.settings.get(ratesOn)) return true;
  const { limit, seconds } = ctx.settings.get(rateRules.mail);
  return house.limiter.take({ name: 'mail', limit, windowMs: seconds * 1000 }, hashSecret(emailKey)).allowed;
}
