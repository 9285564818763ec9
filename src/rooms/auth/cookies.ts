/** The names of our cookies, and the one that says who is signed in. */

import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { findCookie } from '#platform/http/cookies.ts';

export type CookieName = 'session' | 'form' | 'device' | 'language';

export const isSecure = (ctx: Context): boolean => houseOf(ctx).config.origin.startsWith('https:');

/** `__Host-` binds a cookie to this very host and to TLS; browsers refuse the prefix without TLS. */
export const cookieName = (ctx: Context, name: CookieName): string => `${isSecure(ctx) ? '__Host-' : ''}perchoir_${name}`;

/** The value of a cookie that holds a secret of ours; undefined for anything that cannot be one. */
export const secretIn = (value: string | undefined): string | undefined =>
  value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;

/** The secret of the session that a `Cookie` header names. */
export const sessionIn = (ctx: Context, header: string | undefined): string | undefined =>
  secretIn(findCookie(header, cookieName(ctx, 'session')));
