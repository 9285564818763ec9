/** `perchoir emoji add|remove|list`: the small pictures of this server that people write between colons. */

import { open } from 'node:fs/promises';
import { addEmoji, readEmojis, removeEmoji } from '#media';
import { plainWords, readWords, WordsError } from './words.ts';
import type { Command } from './words.ts';
import { withHouse } from './with-house.ts';

/** As much as tells what a file is. */
const START_BYTES = 128;

async function readStart(path: string): Promise<{ path: string; size: number; start: Uint8Array }> {
  const file = await open(path, 'r').catch(() => {
    throw new WordsError(`${path} cannot be read.`);
  });
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    return { path, size: (await file.stat()).size, start: buffer.subarray(0, bytesRead) };
  } finally {
    await file.close();
  }
}

const bare = (name: string): string => name.replace(/^:(.*):$/, '$1');

export const emoji: Command = {
  summary: 'add, remove and list custom emoji',
  help: `perchoir emoji add NAME FILE [--category TEXT]
    Shows the picture in FILE (PNG, WebP or GIF, up to 256 kB; made 128 pixels at most) wherever :NAME: is written. A name has
    letters, digits and _. The same name again takes the new picture.
perchoir emoji remove NAME
perchoir emoji list`,
  async run([act = '', ...rest]) {
    const words = readWords(rest, act === 'add' ? { category: { type: 'string' } } : {});
    switch (act) {
      case 'add': {
        const [name = '', path = ''] = plainWords(words, 'NAME', 'FILE');
        const category = words.values['category'];
        const file = await readStart(path);
        return withHouse(async (ctx) => {
          await addEmoji(ctx, { shortcode: bare(name), file, category: typeof category === 'string' && category !== '' ? category : undefined });
          console.log(`:${bare(name)}: is there.`);
        });
      }
      case 'remove': {
        const [name = ''] = plainWords(words, 'NAME');
        return withHouse((ctx) => removeEmoji(ctx, bare(name)));
      }
      case 'list':
        plainWords(words);
        return withHouse(async (ctx) => {
          for (const { shortcode, category } of await readEmojis(ctx)) console.log(category === undefined ? shortcode : `${shortcode}\t${category}`);
        });
      default:
        throw new WordsError(act === '' ? 'Did you mean "emoji list"?' : `There is no "emoji ${act}".`);
    }
  },
};
