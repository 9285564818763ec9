/** How many pages are made for one address or member. Copies cost next to nothing and are not counted, nor are the files of pages. */

import { tooMany } from '#kit/errors.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { rateRules, ratesOn } from '#platform/http/rates.ts';
import type { LimitRule } from '#platform/limits.ts';

function ruleOf(ctx: Context): LimitRule {
  const { limit, seconds } = ctx.settings.get(rateRules.page);
  return { name: 'page', limit, windowMs: seconds * 1000 };
}

/** Takes one page from what `key` has left. @throws Refusal 429 */
export function countPage(ctx: Context, key: string): void {
  if (!ctx.settings.get(ratesOn)) return;
  const turn = houseOf(ctx).limiter.take(ruleOf(ctx), key);
  if (!turn.allowed) throw tooMany('Too many requests', turn.retryAfter);
}

/** Refuses before anything is looked up when nothing is left. @throws Refusal 429 */
export function spareBudget(ctx: Context, key: string): void {
  if (!ctx.settings.get(ratesOn)) return;
  const turn = houseOf(ctx).limiter.peek(ruleOf(ctx), key);
  if (!turn.allowed) throw tooMany('Too many requests', turn.retryAfter);
}
