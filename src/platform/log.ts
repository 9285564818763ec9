/** Structured logs: one JSON object a line on standard output, secrets left out. */

import { pino } from 'pino';
import type { Bindings, Logger } from 'pino';

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

/**
 * A logger with more said in each line, that only comes to be when somebody writes to it: nearly all requests are answered
 * without a line.
 */
export class LateLog implements Pick<Log, 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'child' | 'isLevelEnabled' | 'level'> {
  readonly #parent: Log;
  readonly #bindings: Bindings;
  #made: Log | undefined;

  constructor(parent: Log, bindings: Bindings) {
    this.#parent = parent;
    this.#bindings = bindings;
  }

  get #log(): Log {
    return (this.#made ??= this.#parent.child(this.#bindings));
  }

  get level(): Log['level'] {
    return this.#parent.level;
  }

  isLevelEnabled(level: string): boolean {
    return this.#parent.isLevelEnabled(level);
  }

  fatal(...said: unknown[]): void {
    this.#log.fatal(...(said as [object, string]));
  }

  error(...said: unknown[]): void {
    this.#log.error(...(said as [object, string]));
  }

  warn(...said: unknown[]): void {
    this.#log.warn(...(said as [object, string]));
  }

  info(...said: unknown[]): void {
    this.#log.info(...(said as [object, string]));
  }

  debug(...said: unknown[]): void {
    this.#log.debug(...(said as [object, string]));
  }

  trace(...said: unknown[]): void {
    this.#log.trace(...(said as [object, string]));
  }

  child(...more: unknown[]): never {
    return this.#log.child(...(more as [Bindings])) as never;
  }
}
