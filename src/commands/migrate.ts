/** `perchoir migrate`: the database brought up to date without starting the server. */

import { openHouse } from './open.ts';
import { plainWords, readWords } from './words.ts';
import type { Command } from './words.ts';

export const migrate: Command = {
  summary: 'bring the database up to date (the server does so by itself when it starts)',
  help: `perchoir migrate
    Applies the migrations that the database does not have yet. Safe to repeat, and beside another one.`,
  async run(words) {
    plainWords(readWords(words, {}));
    const { house, close } = await openHouse('tool');
    try {
      await house.migrate();
      await house.jobs.migrate();
      console.log('The database is up to date.');
    } finally {
      await close();
    }
    return 0;
  },
};
