/** `perchoir announcement add|list|remove`: what everybody on this server is told. */

import { addAnnouncement, readAnnouncements, removeAnnouncement } from '#announcements';
import { Refusal } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { plainWords, readWords, WordsError } from './words.ts';
import type { Command, Words } from './words.ts';
import { withHouse } from './with-house.ts';

const TEXT = { type: 'string' } as const;

function timeOf(words: Words, name: string): Date | undefined {
  const text = words.values[name];
  if (text === undefined) return undefined;
  const time = new Date(String(text));
  if (Number.isNaN(time.getTime())) throw new WordsError(`--${name} must be a time such as 2027-01-31T20:00:00Z, not "${text}".`);
  return time;
}

function add(rest: string[]): Promise<number> {
  const words = readWords(rest, { starts: TEXT, ends: TEXT, 'all-day': { type: 'boolean' } });
  const [text = ''] = plainWords(words, 'TEXT');
  const wish = { text, startsAt: timeOf(words, 'starts'), endsAt: timeOf(words, 'ends'), allDay: words.values['all-day'] === true };
  return withHouse(async (ctx) => console.log(`${await addAnnouncement(ctx, wish)}: announced`));
}

async function list(ctx: Context): Promise<void> {
  const all = await readAnnouncements(ctx);
  for (const { id, publishedAt, text } of all) console.log(`${id}  ${publishedAt.toISOString().slice(0, 16)}  ${text.replaceAll(/\s+/g, ' ').slice(0, 100)}`);
  if (all.length === 0) console.log('There is no announcement.');
}

function remove(rest: string[]): Promise<number> {
  const [text = ''] = plainWords(readWords(rest, {}), 'ID');
  return withHouse(async (ctx) => {
    const id = parseId(text) ?? 0;
    await removeAnnouncement(ctx, id).catch((error: unknown) => {
      throw error instanceof Refusal ? new Refusal(404, `There is no announcement "${text}".`) : error;
    });
    console.log(`${id}: removed`);
  });
}

export const announcement: Command = {
  summary: 'tell everybody here something',
  help: `perchoir announcement add TEXT [--starts TIME] [--ends TIME] [--all-day]
    Shows the text to everybody, on open screens within a second. TIME is that of what is announced, such as
    2027-01-31T20:00:00Z; it is shown until --ends.
perchoir announcement list
    Prints what is shown now, with its ids.
perchoir announcement remove ID
    Takes one back.`,
  run([name = '', ...rest]) {
    if (name === 'add') return add(rest);
    if (name === 'remove') return remove(rest);
    if (name !== 'list') throw new WordsError(name === '' ? 'Did you mean "announcement list"?' : `There is no "announcement ${name}".`);
    plainWords(readWords(rest, {}));
    return withHouse(list);
  },
};
