/**
 * `npm run dev`: the server as `npm start` runs it, in `data/dev` and with every log line, and the people of the town in
 * it: who they are and what they said is there after the first start. Configured like the server, by the same variables.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { createMember, createToken } from '#auth';
import { Refusal } from '#kit/errors.ts';
import { readConfig } from '#platform/config.ts';
import { SYSTEM } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { PASSWORD } from '#town';
import { openHouse } from '../src/commands/open.ts';
import { Person } from '../test/town/person.ts';

const root = join(import.meta.dirname, '..');
const scopes = 'read write follow push profile';
const patience = 60;

process.env['PERCHOIR_DATA'] ||= join(root, 'data', 'dev');
process.env['LOG_LEVEL'] ||= 'debug';
const { host, port, origin } = readConfig(process.env);
const base = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;

/** Whether the server answers before it ends or a minute is over. */
async function answers(server: { exitCode: number | null }): Promise<boolean> {
  for (let second = 0; second < patience && server.exitCode === null; second += 1) {
    const ready = await fetch(new URL('/health/ready', base)).then((answer) => answer.ok, () => false);
    if (ready) return true;
    await pause(1000);
  }
  return false;
}

/** Moves a person in. @throws Refusal 422 when they live here already. */
async function person(ctx: Context, username: string, role: 'owner' | 'member' = 'member'): Promise<Person> {
  const email = `${username}@example.org`;
  const { accountId } = await createMember(ctx, { username, email, password: PASSWORD, role });
  const token = await createToken(ctx, { accountId, scopes, appName: 'npm run dev' });
  return new Person({ base, streams: new Set() }, { id: String(accountId), username, token });
}

/** Four people who know each other, one of whom chooses her followers, and an evening of talk; once, the first time. */
async function settle(ctx: Context): Promise<void> {
  const alice = await person(ctx, 'alice', 'owner').catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 422) return undefined;
    throw error;
  });
  if (alice === undefined) return;
  const [bob, carol, dan] = [await person(ctx, 'bob'), await person(ctx, 'carol'), await person(ctx, 'dan')];
  await carol.patch('/api/v1/accounts/update_credentials', { locked: true, note: 'I choose who follows me.' });
  for (const [follower, followed] of [[bob, alice], [alice, bob], [dan, alice], [dan, bob], [dan, carol]] as const) {
    await follower.follows(followed);
  }
  const first = await alice.posts('The doors are open. Who is here for #agora tonight?');
  await bob.posts('@alice I am, and I bring questions. #agora', { in_reply_to_id: first.id });
  await dan.posts('Listening from the train. #agora', { in_reply_to_id: first.id });
  await bob.posts('Nous sommes beaucoup ce soir. #agora #été', { language: 'fr' });
  await carol.posts('Only for those who follow me.', { visibility: 'private' });
  await alice.posts('How the story ends.', { spoiler_text: 'The last chapter' });
  await dan.does('reblog', first);
  await bob.does('favourite', first);
}

const server = spawn(process.execPath, [join(root, 'src/main.ts'), 'serve'], { stdio: 'inherit' });
const stop = (signal: NodeJS.Signals): void => {
  if (signal === 'SIGTERM' || !process.stdin.isTTY) server.kill(signal);
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
server.on('exit', (code) => {
  process.exitCode = code ?? 1;
});

if (await answers(server)) {
  const opened = await openHouse('tool');
  try {
    await opened.house.start();
    await settle(opened.house.context(SYSTEM));
  } finally {
    await opened.close();
  }
  console.log(`\nThe town lives at ${origin}. Sign in as alice (the owner), bob, carol or dan,
with <name>@example.org and the password: ${PASSWORD}\n`);
}
