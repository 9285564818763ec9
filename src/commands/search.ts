/** `perchoir search rebuild`: reads every post again, for the index that searches go by. */

import { beginRebuild, rebuild } from '#search';
import { plainWords, readWords, WordsError } from './words.ts';
import type { Command } from './words.ts';
import { withHouse } from './with-house.ts';

/** So many posts between two lines. */
const STEP = 10_000;

export const search: Command = {
  summary: 'make the index of posts anew',
  help: `perchoir search rebuild
    Reads every post again, newest first, and says how far it has come. What was found before stays found meanwhile, and the
    server may run. Stopped half-way, the server goes on with it when it starts next.`,
  run([name = '', ...rest]) {
    if (name !== 'rebuild') throw new WordsError(name === '' ? 'Did you mean "search rebuild"?' : `There is no "search ${name}".`);
    plainWords(readWords(rest, {}));
    return withHouse(async (ctx) => {
      await beginRebuild(ctx);
      let said = 0;
      let all = 0;
      await rebuild(ctx, (done) => {
        all = done;
        if (done < said + STEP) return;
        said = done;
        console.log(`${done} posts read`);
      });
      console.log(`${all} posts read; done`);
    });
  },
};
