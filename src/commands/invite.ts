/** `perchoir invite create`: a way to let people in where sign-up is by invitation. */

import { createInvite } from '#auth';
import { plainWords, readWords, WordsError } from './words.ts';
import type { Command } from './words.ts';
import { withHouse } from './with-house.ts';

const TEXT = { type: 'string' } as const;

function readCount(text: string | boolean | undefined, name: string, preset: number): number {
  if (text === undefined) return preset;
  if (!/^[1-9]\d{0,3}$/.test(String(text))) throw new WordsError(`--${name} must be a whole number from 1 to 9999, not "${text}".`);
  return Number(text);
}

export const invite: Command = {
  summary: 'create a link with which people can sign up',
  help: `perchoir invite create [--uses 1] [--days 7]
    Prints a link with which so many people can create an account within so many days.`,
  run([name = '', ...rest]) {
    if (name !== 'create') throw new WordsError(name === '' ? 'Did you mean "invite create"?' : `There is no "invite ${name}".`);
    const words = readWords(rest, { uses: TEXT, days: TEXT });
    plainWords(words);
    const uses = readCount(words.values['uses'], 'uses', 1);
    const days = readCount(words.values['days'], 'days', 7);
    return withHouse(async (ctx) => console.log(await createInvite(ctx, { uses, days })));
  },
};
