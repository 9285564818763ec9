import { createHash, randomBytes } from 'node:crypto';

/** 192 random bits, in letters that every encoder's form takes. */
export const newKey = (): string => randomBytes(24).toString('base64url');

/** What is kept of a key: who reads the database cannot go live. No salt is needed for what nobody can guess. */
export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();
