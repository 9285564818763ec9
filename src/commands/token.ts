/** `perchoir token create`: a way in for bots and tests. */

import { findByUsername } from '#accounts';
import { createToken } from '#auth';
import { Refusal } from '#kit/errors.ts';
import { needed, plainWords, readWords, WordsError } from './words.ts';
import type { Command } from './words.ts';
import { withHouse } from './with-house.ts';

const TEXT = { type: 'string' } as const;

export const token: Command = {
  summary: 'create an access token for an account',
  help: `perchoir token create --account NAME [--scopes "read write follow push"] [--app NAME]
    Prints an access token, and nothing else, for use as "Authorization: Bearer …". Whoever has it acts as the
    account within the scopes; the account sees it among its apps and can take it back. Default scopes: "read write follow push".`,
  run([name = '', ...rest]) {
    if (name !== 'create') throw new WordsError(name === '' ? 'Did you mean "token create"?' : `There is no "token ${name}".`);
    const words = readWords(rest, { account: TEXT, scopes: TEXT, app: TEXT });
    plainWords(words);
    const username = needed(words, 'account').replace(/^@/, '');
    const scopes = String(words.values['scopes'] ?? 'read write follow push');
    const appName = words.values['app'];
    return withHouse(async (ctx) => {
      const found = await findByUsername(ctx, username);
      if (found === undefined) throw new Refusal(404, `There is no account "${username}".`);
      console.log(await createToken(ctx, { accountId: found.id, scopes, ...(typeof appName === 'string' && { appName }) }));
    });
  },
};
