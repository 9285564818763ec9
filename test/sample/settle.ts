/** Moves the people of the sample town in, on a server that is running, and has them say what they say. */
import { setTimeout as pause } from 'node:timers/promises';
import { createMember, createToken } from '#auth';
import { Refusal } from '#kit/errors.ts';
import type { Context } from '#platform/context.ts';
import { PASSWORD } from '#town';
import { Person } from '../town/person.ts';
import type { Answer } from '../town/person.ts';
import { drawPicture } from './drawings.ts';
import { hold } from './evenings.ts';
import { people, posts, rooms, votes } from './people-and-posts.ts';
import type { SamplePerson, SamplePicture, SamplePost } from './people-and-posts.ts';

const scopes = 'read write follow push profile';
const patience = 600;

/** A server, and what happens before each thing that is done on it: a clock that is turned on, for one that stands still. */
interface Ground {
  readonly ctx: Context;
  readonly base: string;
  readonly tick: () => void;
}

export interface SampleTown {
  readonly people: ReadonlyMap<string, Person>;
  /** Those with a key, by it. */
  readonly posts: ReadonlyMap<string, Answer['body']>;
  /** By what state its room is in, the id of an evening. */
  readonly evenings: ReadonlyMap<string, string>;
}

/** Moves a person in, with a face. @throws Refusal 422 when they live here already. */
async function moveIn({ ctx, base }: Ground, sample: SamplePerson, role: 'owner' | 'member'): Promise<Person> {
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
  for (let tries = 0; tries < patience && (await author.get(`/api/v1/media/${body.id}`)).status !== 200; tries += 1) await pause(100);
  return body.id;
}

/** Has one post written and answered for; `written` are those before it, by key. */
async function write({ tick }: Ground, { people: town, posts: written }: { people: SampleTown['people']; posts: Map<string, Answer['body']> }, sample: SamplePost): Promise<void> {
  const who = (name: string): Person => town.get(name) as Person;
  const { by, key, text, to, quotes, pictures = [], poll, more } = sample;
  const author = who(by);
  const media: string[] = [];
  for (const [n, picture] of pictures.entries()) media.push(await upload(author, picture, `${by} ${text} ${n}`));
  tick();
  const post = await author.posts(text, {
    ...more,
    ...(media.length > 0 && { media_ids: media }),
    ...(poll && { poll: { ...poll, expires_in: 86_400 } }),
    ...(to !== undefined && { in_reply_to_id: written.get(to).id }),
    ...(quotes !== undefined && { quoted_status_id: written.get(quotes).id }),
  });
  if (key !== undefined) written.set(key, post);
  for (const name of sample.likedBy ?? []) {
    tick();
    await who(name).does('favourite', post);
  }
  for (const name of sample.repostedBy ?? []) {
    tick();
    await who(name).does('reblog', post);
  }
  if (sample.pinned) await author.does('pin', post);
}

/**
 * The people of the sample town and an evening of talk; once: undefined where they live already.
 * @param base where the server listens
 */
export async function settle(ctx: Context, base: string, tick = (): void => undefined): Promise<SampleTown | undefined> {
  const town = new Map<string, Person>();
  const who = (name: string): Person => town.get(name) as Person;
  try {
    for (const sample of people) {
      tick();
      town.set(sample.name, await moveIn({ ctx, base, tick }, sample, town.size === 0 ? 'owner' : 'member'));
    }
  } catch (error) {
    if (town.size === 0 && error instanceof Refusal && error.status === 422) return undefined;
    throw error;
  }
  for (const { name, follows } of people) for (const other of follows) {
    tick();
    await who(name).follows(who(other));
  }
  for (const follower of await accepted(who('carol').get('/api/v1/follow_requests')) as { id: string; username: string }[]) {
    // One is left waiting, so that there is a request to see.
    if (follower.username !== 'bob') await who('carol').post(`/api/v1/follow_requests/${follower.id}/authorize`);
  }
  const written = new Map<string, Answer['body']>();
  for (const sample of posts) await write({ ctx, base, tick }, { people: town, posts: written }, sample);
  for (const [name, choice] of Object.entries(votes)) await accepted(who(name).post(`/api/v1/polls/${written.get('poll').poll.id}/votes`, { choices: [choice] }));
  const evenings = new Map<string, string>();
  for (const sample of rooms) evenings.set(sample.state, await hold(who, sample, { now: ctx.now(), tick }));
  return { people: town, posts: written, evenings };
}
