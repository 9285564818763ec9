/**
 * Guesses: how many may be wrong before whoever guesses has to wait. Three counts stand against guessing a password: of the
 * account, of the address it comes from, and of all strangers together, who are held to less while very many are wrong at
 * once (a list of stolen passwords tried from a thousand addresses). A browser that was here before is held by none of the
 * last two, and nobody is held for longer than a quarter of an hour.
 */

import { tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { rateRules, ratesOn } from '#platform/http/rates.ts';
import { addressKey } from '#platform/limits.ts';
import { hashSecret } from './secrets.ts';

const QUARTER_MS = 900_000;

/** After ten wrong passwords a quarter of an hour; after five wrong codes five minutes (NIST SP 800-63B section 3.2.2). */
const RULES = {
  password: { name: 'auth.password', limit: 10, windowMs: QUARTER_MS },
  code: { name: 'auth.code', limit: 5, windowMs: 300_000 },
} as const;

/** A school or a hall full of people has one address. */
const ADDRESS = { name: 'auth.address', limit: 60, windowMs: QUARTER_MS } as const;
/** While the alarm is on: two tries each, so that a thousand addresses get some two a second and a person who mistypes gets in. */
const ADDRESS_IN_ALARM = { name: 'auth.address', limit: 2, windowMs: QUARTER_MS } as const;
/** Wrong passwords of all strangers together: more than this in five minutes is nobody mistyping. */
const STRANGERS = { name: 'auth.strangers', limit: 300, windowMs: 300_000, kind: 'sliding' } as const;
/** While the alarm is on: checks for all strangers together. Some three times what a thousand addresses may ask for. */
const CHECKS_IN_ALARM = { name: 'auth.checks', limit: 400, windowMs: 60_000 } as const;
/** Of the line before the password check; the rest of it is for browsers that were here before. */
const PLACES_FOR_STRANGERS = 30;
/** How often the log says so. */
const ALARM = { name: 'auth.alarm', limit: 1, windowMs: 300_000 } as const;
const EVERYBODY = 'all';

const refuse = (retryAfter: number): Error => tooMany('Too many wrong attempts', Math.max(1, retryAfter));

/** Takes a guess before it is looked at, so that many at once do not slip through. @throws Refusal 429. */
export function takeGuess(ctx: Context, kind: keyof typeof RULES, key: string): void {
  const turn = houseOf(ctx).limiter.take(RULES[kind], hashSecret(key));
  if (!turn.allowed) throw refuse(turn.retryAfter);
}

/** The guess was right: nothing is counted against this key any more. */
export function forgetGuesses(ctx: Context, kind: keyof typeof RULES, key: string): void {
  houseOf(ctx).limiter.forget(RULES[kind], hashSecret(key));
}

/**
 * Whether a browser that was never here may try a password from this address. Only wrong ones count, and a right one gives
 * nothing back: an account of one's own would buy more guesses.
 * @throws Refusal 429.
 */
export function admitStranger(ctx: Context, address: string): void {
  const { limiter, passwords } = houseOf(ctx);
  if (passwords.waiting >= PLACES_FOR_STRANGERS) throw tooMany('Too many people are signing in right now', 2);
  const alarm = !limiter.peek(STRANGERS, EVERYBODY).allowed;
  const own = limiter.peek(alarm ? ADDRESS_IN_ALARM : ADDRESS, addressKey(address));
  if (!own.allowed) throw refuse(own.retryAfter);
  if (!alarm) return;
  if (limiter.take(ALARM, EVERYBODY).allowed) ctx.log.warn({ alarm: 'passwords' }, 'very many wrong passwords: strangers are held to less');
  const turn = limiter.take(CHECKS_IN_ALARM, EVERYBODY);
  if (!turn.allowed) throw refuse(turn.retryAfter);
}

/** A stranger's password was wrong. */
export function countStranger(ctx: Context, address: string): void {
  const { limiter } = houseOf(ctx);
  limiter.take(ADDRESS, addressKey(address));
  limiter.take(STRANGERS, EVERYBODY);
}

/** Whether an account may ask to move to another mailbox: each time its old one is told, however many mails that had. */
export function mayMove(ctx: Context, accountId: Id): boolean {
  return takeMail(ctx, 'mail.move', String(accountId));
}

/** Whether one more mail may go to this mailbox, whoever asks for it. */
export function mayMail(ctx: Context, emailKey: string): boolean {
  return takeMail(ctx, 'mail', hashSecret(emailKey));
}

function takeMail(ctx: Context, name: string, key: string): boolean {
  if (!ctx.settings.get(ratesOn)) return true;
  const { limit, seconds } = ctx.settings.get(rateRules.mail);
  return houseOf(ctx).limiter.take({ name, limit, windowMs: seconds * 1000 }, key).allowed;
}
