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
import type { Answer } from '../test/town/person.ts';
import { drawPicture } from './sample-pictures.ts';
import { people, posts, votes } from './sample-town.ts';
import type { SamplePerson, SamplePicture, SamplePost } from './sample-town.ts';

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

/** Moves a person in, with a face. @throws Refusal 422 when they live here already. */
async function moveIn(ctx: Context, sample: SamplePerson, role: 'owner' | 'member'): Promise<Person> {
  const { name: username, shown, note, locked = false, bot = false, fields = {} } = sample;
  const { accountId } = await createMember(ctx, { username, email: `${username}@example.org`, password: PASSWORD, role });
  const token = await createToken(ctx, { accountId, scopes, appName: 'npm run dev' });
  const person = new Person({ base, streams: new Set() }, { id: String(accountId), username, token });
  // One who has said nothing of themselves yet, as most have at first.
  if (shown === '') return person;
  const profile = new FormData();
  for (const [key, value] of Object.entries({ display_name: shown, note, locked, bot, discoverable: true, indexable: true })) profile.set(key, String(value));
  for (const [n, [name, value]] of Object.entries(fields).entries()) {
    profile.set(`fields_attributes[${n}][name]`, name);
    profile.set(`fields_attributes[${n}][value]`, value);
  }
  profile.set('avatar', await drawPicture(['bird', username], 400, 400), 'avatar.jpg');
  profile.set('header', await drawPicture(['hills', `above ${username}`], 1500, 500), 'header.jpg');
  await accepted(person.patch('/api/v1/accounts/update_credentials', profile));
  return person;
}

async function accepted(answering: Promise<Answer>): Promise<Answer['body']> {
  const { status, text, body } = await answering;
  if (status !== 200) throw new Error(`Answered ${status}: ${text}`);
  return body;
}

async function upload(author: Person, { kind, size, hue, words }: SamplePicture, name: string): Promise<string> {
  const form = new FormData();
  form.set('file', await drawPicture([kind, name], ...size, hue), 'picture.jpg');
  if (words !== undefined) form.set('description', words);
  const { status, text, body } = await author.post('/api/v2/media', form);
  if (status !== 200 && status !== 202) throw new Error(`Answered ${status}: ${text}`);
  // 202, then 206: still being prepared.
  for (let second = 0; second < patience && (await author.get(`/api/v1/media/${body.id}`)).status !== 200; second += 1) await pause(1000);
  return body.id;
}

/** Has one post written and answered for; `written` are those before it, by key. */
async function write(town: ReadonlyMap<string, Person>, written: Map<string, Answer['body']>, sample: SamplePost): Promise<void> {
  const who = (name: string): Person => town.get(name) as Person;
  const { by, key, text, to, quotes, pictures = [], poll, more } = sample;
  const author = who(by);
  const media: string[] = [];
  for (const [n, picture] of pictures.entries()) media.push(await upload(author, picture, `${by} ${text} ${n}`));
  const post = await author.posts(text, {
    ...more,
    ...(media.length > 0 && { media_ids: media }),
    ...(poll && { poll: { ...poll, expires_in: 86_400 } }),
    ...(to !== undefined && { in_reply_to_id: written.get(to).id }),
    ...(quotes !== undefined && { quoted_status_id: written.get(quotes).id }),
  });
  if (key !== undefined) written.set(key, post);
  for (const name of sample.likedBy ?? []) await who(name).does('favourite', post);
  for (const name of sample.repostedBy ?? []) await who(name).does('reblog', post);
  if (sample.pinned) await author.does('pin', post);
}

/** The people of the sample town and an evening of talk; once, the first time. */
async function settle(ctx: Context): Promise<void> {
  const town = new Map<string, Person>();
  try {
    for (const sample of people) town.set(sample.name, await moveIn(ctx, sample, town.size === 0 ? 'owner' : 'member'));
  } catch (error) {
    if (town.size === 0 && error instanceof Refusal && error.status === 422) return;
    throw error;
  }
  for (const { name, follows } of people) for (const other of follows) await town.get(name)?.follows(town.get(other) as Person);
  for (const follower of await accepted((town.get('carol') as Person).get('/api/v1/follow_requests')) as { id: string; username: string }[]) {
    // One is left waiting, so that there is a request to see.
    if (follower.username !== 'bob') await town.get('carol')?.post(`/api/v1/follow_requests/${follower.id}/authorize`);
  }
  const written = new Map<string, Answer['body']>();
  for (const sample of posts) await write(town, written, sample);
  for (const [name, choice] of Object.entries(votes)) await accepted((town.get(name) as Person).post(`/api/v1/polls/${written.get('poll').poll.id}/votes`, { choices: [choice] }));
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
  } catch (error) {
    console.error(`The town could not move in; delete ${process.env['PERCHOIR_DATA']} before you try again.`);
    server.kill();
    throw error;
  } finally {
    await opened.close();
  }
  const names = people.map(({ name }) => name);
  console.log(`\nThe town lives at ${origin}. Sign in as ${names[0]} (the owner), ${names.slice(1).join(', ')},
each with <name>@example.org and the password: ${PASSWORD}\n`);
}
