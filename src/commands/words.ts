/** What was typed after `perchoir`: flags, and the complaint when they make no sense. */

import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';

/** The words were wrong: printed as it is, with exit code 2. */
export class WordsError extends Error {}

export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole text of `--help`. */
  readonly help: string;
  /** @returns the exit code */
  run(words: readonly string[]): Promise<number>;
}

export interface Words {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly plain: readonly string[];
}

/**
 * Flags and plain words.
 * @throws WordsError for an unknown flag, or one without its value
 */
export function readWords(words: readonly string[], options: ParseArgsOptionsConfig): Words {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    return { values: values as Words['values'], plain: positionals };
  } catch (error) {
    throw new WordsError(error instanceof Error ? error.message : String(error));
  }
}

/** The value of a flag that has to be there. @throws WordsError */
export function needed(words: Words, name: string): string {
  const value = words.values[name];
  if (typeof value !== 'string' || value === '') throw new WordsError(`--${name} is missing.`);
  return value;
}

/** The plain words, of which there have to be exactly these. @throws WordsError */
export function plainWords(words: Words, ...names: string[]): string[] {
  const missing = names[words.plain.length];
  if (missing !== undefined) throw new WordsError(`${missing} is missing.`);
  if (words.plain.length > names.length) throw new WordsError(`"${words.plain[names.length]}" is one word too many.`);
  return [...words.plain];
}
