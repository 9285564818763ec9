/** `perchoir settings get|set`: what the owner may change while the server runs. */

import { Refusal } from '#kit/errors.ts';
import type { Context } from '#platform/context.ts';
import { plainWords, readWords, WordsError } from './words.ts';
import type { Command } from './words.ts';
import { withHouse } from './with-house.ts';

/** What is set by the environment instead, since the server must know it before it has a database. */
const ELSEWHERE: Readonly<Record<string, string>> = { origin: 'PERCHOIR_ORIGIN', port: 'PORT', host: 'HOST' };

function print(ctx: Context): void {
  const tokens = ctx.settings.all().toSorted((a, b) => a.key.localeCompare(b.key));
  for (const token of tokens) console.log(`${token.key} = ${JSON.stringify(ctx.settings.get(token))}\n    ${token.help}`);
}

function getKnown(ctx: Context, key: string): void {
  const token = ctx.settings.find(key);
  if (token === undefined) throw unknown(key);
  console.log(JSON.stringify(ctx.settings.get(token)));
}

function unknown(key: string): Refusal {
  const variable = ELSEWHERE[key];
  if (variable !== undefined) return new Refusal(404, `"${key}" is set by the environment variable ${variable}, read when the server starts.`);
  return new Refusal(404, `There is no setting "${key}". "perchoir settings get" lists them.`);
}

/** The value as JSON where that fits the setting, else the words as they are: `true` and `closed` both mean what they say. */
async function change(ctx: Context, key: string, text: string): Promise<void> {
  const token = ctx.settings.find(key);
  if (token === undefined) throw unknown(key);
  const readings = [...readJson(text), text];
  for (const [at, value] of readings.entries()) {
    try {
      await ctx.settings.change(ctx, key, value);
      console.log(`${key} = ${JSON.stringify(value)}`);
      return;
    } catch (error) {
      if (!(error instanceof Refusal) || at === readings.length - 1) throw error;
    }
  }
}

function readJson(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

export const settings: Command = {
  summary: 'get or set what may change while the server runs',
  help: `perchoir settings get [KEY]
    Prints the value of one setting as JSON, or all settings with what they mean.
perchoir settings set KEY VALUE
    Changes a setting, also of a running server: it obeys within a second. VALUE is JSON or a plain word:
    perchoir settings set signUpMode closed
    perchoir settings set rates.on false
    perchoir settings set rates.post '{"limit":600,"seconds":10800}'
The public address is not a setting but the environment variable PERCHOIR_ORIGIN.`,
  run([name = '', ...rest]) {
    if (name === 'get') {
      const { plain } = readWords(rest, {});
      if (plain.length > 1) throw new WordsError(`"${plain[1]}" is one word too many.`);
      const [key] = plain;
      return withHouse(async (ctx) => (key === undefined ? print(ctx) : getKnown(ctx, key)));
    }
    if (name !== 'set') throw new WordsError(name === '' ? 'Did you mean "settings get"?' : `There is no "settings ${name}".`);
    // A value may begin with a dash: it is no flag.
    const [key = '', value = ''] = plainWords({ values: {}, plain: rest }, 'KEY', 'VALUE');
    return withHouse((ctx) => change(ctx, key, value));
  },
};
