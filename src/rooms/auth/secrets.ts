/** Random secrets, and the form in which they are kept. */

import { createHash, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in 43 characters that need no escaping anywhere. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of a secret. Plain SHA-256: there is nothing to guess in 256 random bits. */
export const hashSecret = (secret: string): string => hash('sha256', secret, 'base64url');

/** What forms carry, bound to the session or, before sign-in, to a cookie that only this browser has. */
export const formTokenFor = (secret: string): string => hashSecret(`form ${secret}`);

/** Compares without telling by its time how far two texts agree. */
export function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
