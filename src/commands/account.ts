/** `perchoir account …`: people, for who runs the server. */

import { randomBytes } from 'node:crypto';
import type { ParseArgsOptionsConfig } from 'node:util';
import { findByUsername, setStanding } from '#accounts';
import type { AccountFacts, Standing } from '#accounts';
import { approveMember, createMember, deleteMember, resetLink } from '#auth';
import { Refusal } from '#kit/errors.ts';
import type { Context } from '#platform/context.ts';
import { needed, plainWords, readWords, WordsError } from './words.ts';
import type { Command, Words } from './words.ts';
import { withHouse } from './with-house.ts';

const help = `perchoir account create --username NAME --email ADDRESS [--password WORDS] [--owner]
    Creates an account that can sign in at once. Without --password one is made and printed (a password on the
    command line can be read by others on this machine). With --owner it is an owner of this server.
perchoir account approve NAME
    Lets in who waits for approval.
perchoir account suspend NAME
    Takes the account out of sight and ends its sessions, tokens and streams. Nothing is deleted.
perchoir account unsuspend NAME
    Lifts a suspension.
perchoir account delete NAME --for-good
    Deletes the account and everything it wrote: posts, likes, follows, pictures, sessions, its mail address. Nobody can
    bring them back. A running server does so within seconds, or as soon as it is started; the name is given to nobody else.
perchoir account reset-password NAME
    Prints a link with which a new password can be chosen, once. Give it to its person only.`;

/** A word that cannot be guessed: 120 bits. */
const makePassword = (): string => randomBytes(15).toString('base64url');

async function getByName(ctx: Context, name: string): Promise<AccountFacts> {
  const account = await findByUsername(ctx, name.replace(/^@/, ''));
  if (account === undefined) throw new Refusal(404, `There is no account "${name}".`);
  return account;
}

async function create(ctx: Context, words: Words): Promise<void> {
  const given = words.values['password'];
  const password = typeof given === 'string' ? given : makePassword();
  const username = needed(words, 'username');
  const role = words.values['owner'] === true ? 'owner' : 'member';
  const { accountId } = await createMember(ctx, { username, email: needed(words, 'email'), password, role, confirmed: true });
  console.log(`account: ${username}\nid: ${accountId}`);
  if (given === undefined) console.log(`password: ${password}`);
}

/** Changes the standing from the one that makes sense to the other. */
async function changeStanding(ctx: Context, name: string, change: { to: Exclude<Standing, 'deleted'>; not?: Standing; only?: Standing; why: string }): Promise<void> {
  const account = await getByName(ctx, name);
  const fits = account.standing !== change.not && (change.only === undefined || account.standing === change.only);
  if (!fits) throw new Refusal(422, `The account "${account.username}" is ${change.why}.`);
  await setStanding(ctx, account.id, change.to);
  console.log(`${account.username}: ${change.to}`);
}

type Act = (ctx: Context, words: Words) => Promise<void>;

const acts: Readonly<Record<string, { names: string[]; act: Act }>> = {
  create: { names: [], act: create },
  approve: {
    names: ['NAME'],
    act: async (ctx, { plain: [name = ''] }) => {
      const { username } = await getByName(ctx, name);
      await approveMember(ctx, username);
      console.log(`${username}: active`);
    },
  },
  suspend: {
    names: ['NAME'],
    act: (ctx, { plain: [name = ''] }) => changeStanding(ctx, name, { to: 'suspended', not: 'suspended', why: 'suspended already' }),
  },
  unsuspend: {
    names: ['NAME'],
    act: (ctx, { plain: [name = ''] }) => changeStanding(ctx, name, { to: 'active', only: 'suspended', why: 'not suspended' }),
  },
  delete: {
    names: ['NAME'],
    act: async (ctx, { plain: [name = ''] }) => {
      const { id, username } = await getByName(ctx, name);
      await deleteMember(ctx, id);
      console.log(`${username}: deleted`);
    },
  },
  'reset-password': {
    names: ['NAME'],
    act: async (ctx, { plain: [name = ''] }) => console.log(await resetLink(ctx, (await getByName(ctx, name)).username)),
  },
};

const TEXT = { type: 'string' } as const;
const YES = { type: 'boolean' } as const;
const FLAGS: Readonly<Record<string, ParseArgsOptionsConfig>> = {
  create: { username: TEXT, email: TEXT, password: TEXT, owner: YES },
  delete: { 'for-good': YES },
};

export const account: Command = {
  summary: 'create, approve, suspend, unsuspend, delete, reset-password',
  help,
  run([name = '', ...rest]) {
    const found = acts[name];
    if (found === undefined) throw new WordsError(name === '' ? 'What about the account?' : `There is no "account ${name}".`);
    const words = readWords(rest, FLAGS[name] ?? {});
    plainWords(words, ...found.names);
    if (name === 'create') for (const flag of ['username', 'email']) needed(words, flag);
    if (name === 'delete' && words.values['for-good'] !== true) {
      throw new WordsError('Nothing was deleted. If the account and all it wrote shall go for good, add --for-good.');
    }
    return withHouse((ctx) => found.act(ctx, words));
  },
};
