/**
 * Passwords, argon2id. One check costs some 12 ms of a core and 19 MiB, which makes a log-in page the cheapest way to stop
 * a server. So there are two at once and forty in line, and the rest are told to come back.
 *
 * Each check in progress holds one of libuv's four threads. Two leave two for files and DNS, and on two cores more than
 * two at once would give no more checks per second anyway (decision 0022).
 */

import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { invalid, unavailable } from '#kit/errors.ts';
import { createBoundedQueue } from './bounded-queue.ts';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** NIST SP 800-63B section 3.1.1: at least 8 characters, at least 64 allowed; 256 so that length costs us nothing. */
export const PASSWORD_LENGTH = { min: 8, max: 256 } as const;

/** The hash of 32 random bytes that were thrown away, at the cost above: what an account that is not there is checked against. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$Vpt3isMdKP2kio10UHKZOA$9RPk1Q52Q+Q3uMSa61M1Dhmqz7C0yVtOqZbVBYiUtH0';

export interface HashQueue {
  /** The PHC string to store. Refuses (422) a password that is too short or too long. */
  hash(password: string): Promise<string>;
  /** Throws if `hash` is no PHC string, which is a fault of ours and not a wrong password. */
  verify(hash: string, password: string): Promise<boolean>;
  /** Always false, after the time that `verify` takes: for a name that has no account, so that the clock does not tell. */
  verifyDummy(password: string): Promise<false>;
  readonly running: number;
  readonly waiting: number;
}

/** Counted in characters as people see most of them (code points), before normalisation can make more of them. */
export function passwordProblem(password: string): 'tooShort' | 'tooLong' | undefined {
  // A character is at most two units: this spares counting a megabyte.
  if (password.length > 2 * PASSWORD_LENGTH.max) return 'tooLong';
  const length = [...password].length;
  if (length < PASSWORD_LENGTH.min) return 'tooShort';
  return length > PASSWORD_LENGTH.max ? 'tooLong' : undefined;
}

/** The same password from another keyboard: RFC 8265 section 4 and NIST ask for one Unicode form; NFKC is the wider. */
const bytesOf = (password: string): Uint8Array => Buffer.from(password.normalize('NFKC'));

/** All methods throw a Refusal (503, Retry-After) when the line is full. */
export function createHashQueue({ concurrency = 2, waiting = 40 } = {}): HashQueue {
  const full = () => unavailable('Too many people are signing in right now. Please try again in a moment.', 2);
  const queue = createBoundedQueue({ running: concurrency, waiting }, full);
  const check = (hash: string, password: string): Promise<boolean> => queue.run(() => argon2Verify(hash, bytesOf(password)));
  const verifyDummy = async (password: string): Promise<false> => {
    await check(NOBODY, passwordProblem(password) === 'tooLong' ? '' : password);
    return false;
  };
  return {
    hash: async (password) => {
      const problem = passwordProblem(password);
      if (problem) {
        const { min, max } = PASSWORD_LENGTH;
        const description = problem === 'tooShort' ? `must have at least ${min} characters` : `must have at most ${max} characters`;
        const error = problem === 'tooShort' ? 'ERR_TOO_SHORT' : 'ERR_TOO_LONG';
        throw invalid(`Validation failed: Password ${description}`, { password: [{ error, description }] });
      }
      return await queue.run(() => argon2Hash(bytesOf(password), COST));
    },
    verify: (hash, password) => (passwordProblem(password) === 'tooLong' ? verifyDummy(password) : check(hash, password)),
    verifyDummy,
    get running() {
      return queue.running;
    },
    get waiting() {
      return queue.waiting;
    },
  };
}
