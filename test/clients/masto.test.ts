// A real client library through the whole of its day: registers, logs in by code on the pages, posts, reads, streams.
import { createRestAPIClient, createStreamingAPIClient } from 'masto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openTown } from '#town';
import type { Town } from '#town';
import { film, photo } from '#test/town/files.ts';
import { REDIRECT, SCOPES, logIn } from '#test/town/log-in.ts';

let town: Town;

beforeAll(async () => {
  town = await openTown();
});

afterAll(() => town.close());

test('registers, logs in by code, posts, reads home, and hears of a post within a second', async () => {
  await town.people('alice', 'bob');
  const app = await createRestAPIClient({ url: town.base }).v1.apps.create({ clientName: 'masto', redirectUris: REDIRECT, scopes: SCOPES });
  expect(app.clientId).toEqual(expect.any(String));
  const alice = createRestAPIClient({ url: town.base, accessToken: (await logIn(town, 'alice')).token });
  const bobToken = (await logIn(town, 'bob', false)).token;
  const bob = createRestAPIClient({ url: town.base, accessToken: bobToken });
  const me = await alice.v1.accounts.verifyCredentials();
  expect(me.username).toBe('alice');
  await bob.v1.accounts.$select(me.id).follow();

  const socket = createStreamingAPIClient({ streamingApiUrl: town.base.replace('http', 'ws'), accessToken: bobToken, implementation: WebSocket });
  const events = socket.user.subscribe();
  const first = (async () => {
    for await (const event of events) if (event.event === 'update') return event.payload;
    throw new Error('The stream ended.');
  })();
  // The library takes its time before it connects.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const post = await alice.v1.statuses.create({ status: 'From a real client #agora', visibility: 'public' }, { requestInit: { headers: { 'Idempotency-Key': 'once' } } } as never);
  const heard = await Promise.race([first, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 1000))]);
  expect((heard as { id?: string } | undefined)?.id).toBe(post.id);
  events.unsubscribe();
  socket.close();

  expect((await bob.v1.timelines.home.list())[0]?.id).toBe(post.id);
  expect((await bob.v1.timelines.tag.$select('agora').list()).map((one) => one.id)).toEqual([post.id]);
  await bob.v1.statuses.$select(post.id).favourite();
  await town.settled();
  expect((await alice.v1.notifications.list()).map((one) => one.type).toSorted()).toEqual(['favourite', 'follow']);
  expect((await alice.v2.instance.fetch()).domain).toBe('town.test');
  const pages: string[] = [];
  for (let n = 0; n < 5; n++) await alice.v1.statuses.create({ status: `page ${n}` });
  for await (const page of bob.v1.timelines.home.list({ limit: 2 })) pages.push(...page.map((one) => one.id));
  expect(pages).toHaveLength(6);
  expect(new Set(pages).size).toBe(6);
});

test('uploads a photo and a film, describes, posts, edits and redrafts them', async () => {
  await town.person('carol');
  const carol = createRestAPIClient({ url: town.base, accessToken: (await logIn(town, 'carol')).token });
  // The library asks again until the file has an address.
  const picture = await carol.v2.media.create({ file: new Blob([new Uint8Array(await photo())]), description: 'A tower', focus: '0.1,0.2' } as never);
  expect(picture).toMatchObject({ type: 'image', description: 'A tower', url: expect.stringContaining('/files/'), blurhash: expect.any(String) });
  const moving = await carol.v2.media.create({ file: new Blob([new Uint8Array(await film())]) });
  expect(moving).toMatchObject({ type: 'video', meta: { original: { frameRate: '25000/1000' } } });
  expect((await carol.v1.media.$select(picture.id).update({ description: 'The tower' })).description).toBe('The tower');
  const post = await carol.v1.statuses.create({ status: '', mediaIds: [picture.id] });
  expect(post.mediaAttachments.map(({ id }) => id)).toEqual([picture.id]);
  const edited = await carol.v1.statuses.$select(post.id).update({ status: 'Moving', mediaIds: [moving.id] });
  expect(edited.mediaAttachments.map(({ id }) => id)).toEqual([moving.id]);
  const history = await carol.v1.statuses.$select(post.id).history.list();
  expect(history.map((wording) => wording.mediaAttachments[0]?.id)).toEqual([picture.id, moving.id]);
  const gone = await carol.v1.statuses.$select(post.id).remove();
  expect(gone.mediaAttachments).toHaveLength(1);
  expect((await carol.v1.statuses.create({ status: 'Again', mediaIds: [moving.id] })).mediaAttachments).toHaveLength(1);
  expect(await carol.v1.customEmojis.list()).toEqual([]);
}, 30_000);
