/** Structured logs: one JSON object a line on standard output, secrets left out. */

import { pino } from 'pino';
import type { Logger } from 'pino';

export type Log = Logger;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Tokens, passwords and cookies never reach a log line, whatever object they are part of. */
const SECRETS = ['authorization', 'cookie', 'password', 'access_token', 'client_secret', 'code', 'token'];

export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[left out]' },
  });
}
