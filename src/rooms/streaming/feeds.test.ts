// What higher rooms put on open streams, through the door: an event of their own, and frames that cannot be made.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Frame, feedStreams, registerFeed } from '#streaming';
import type { Subscription } from '#streaming';
import { openTown } from '#town';
import type { Person, Town } from '#town';
import { transaction } from '#platform/context.ts';
import { defineEvent } from '#platform/events.ts';

let town: Town;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  town = await openTown();
  [alice, bob] = await town.people('alice', 'bob');
});

afterAll(() => town.close());

/** What a room does when it starts, for one event whose payload says whom it concerns. */
function feedOf(name: string, frameFor: (subscription: Subscription, id: number) => Frame | Promise<Frame>): (accountIds: number[]) => Promise<void> {
  const token = defineEvent<{ accountIds: number[] }>(name);
  const feed = feedStreams(
    {
      name: `${name}Told`,
      route: (_ctx, { id, payload }) => {
        const { accountIds } = payload as { accountIds: number[] };
        return { topics: ['user'], accountIds, frameFor: (subscription) => frameFor(subscription, id) };
      },
    },
    [token],
  );
  registerFeed(town.house, feed);
  town.house.outbox.listen(feed.listeners);
  return (accountIds) => transaction(town.ctx, async (tx) => tx.emit(token, { accountIds }));
}

const idOf = (person: Person): number => Number(person.id);

test('filters_changed reaches the user streams of its account, live and on coming back, and no other stream', async () => {
  const change = feedOf('filters.filtersChanged', (_subscription, id) => new Frame('filters_changed', '1', id));
  const [socket, events, other, lines] = [await alice.stream('user'), await alice.events('user'), await bob.stream('user'), await alice.stream('user:notification')];
  await change([idOf(alice)]);
  expect(await socket.next()).toMatchObject({ stream: ['user'], event: 'filters_changed', text: '1' });
  const { id } = await events.next('filters_changed');
  await events.close();
  await change([idOf(alice)]);
  const again = await alice.events('user', {}, { 'last-event-id': String(id) });
  expect(await again.next()).toMatchObject({ event: 'filters_changed', text: '1' });
  await town.settled();
  expect([again.frames.length, socket.frames.length, other.frames.length, lines.frames.length]).toEqual([1, 2, 0, 0]);
});

test('a frame that cannot be made for one viewer is tried again for that viewer, and nobody else hears it twice', async () => {
  let failures = 0;
  const tell = feedOf('test.shaken', ({ seat }, id) => {
    if (seat.viewerId === idOf(alice) && failures++ < 2) throw new Error('for now');
    const frame = new Frame('shaken', '1', id);
    return seat.viewerId === idOf(alice) ? Promise.resolve(frame) : frame;
  });
  const [hers, his] = [await alice.stream('user'), await bob.stream('user')];
  await tell([idOf(alice), idOf(bob)]);
  await tell([idOf(alice), idOf(bob)]);
  for (const stream of [hers, his]) for (let n = 0; n < 2; n++) await stream.next('shaken');
  await town.settled();
  expect([hers.frames.length, his.frames.length]).toEqual([2, 2]);
});

test('a viewer whose frame can never be made is told to read afresh, and the streams go on', async () => {
  const tell = feedOf('test.broken', ({ seat }, id) =>
    seat.viewerId === idOf(alice) ? Promise.reject(new Error('for good')) : new Frame('broken', '1', id));
  const [hers, his] = [await alice.stream('user'), await bob.stream('user')];
  await tell([idOf(alice), idOf(bob)]);
  await his.next('broken');
  await hers.next('resync', 8000);
  await alice.posts('life goes on');
  await hers.next('update');
  expect([hers.frames.length, his.frames.length]).toEqual([2, 1]);
});

test('who missed much and reads slowly is told all of it', async () => {
  const payload = JSON.stringify('x'.repeat(100_000));
  const tell = feedOf('test.long', (_subscription, id) => new Frame('long', payload, id));
  const first = await bob.events('user');
  await tell([idOf(bob)]);
  const { id } = await first.next('long');
  await first.close();
  for (let n = 0; n < 150; n++) await tell([idOf(bob)]);
  const answer = await fetch(`${town.base}/api/v1/streaming/user`, { headers: { authorization: `Bearer ${bob.token}`, 'last-event-id': String(id) } });
  let ids: string[] = [];
  let rest = '';
  let read = 0;
  const decoder = new TextDecoder();
  for await (const chunk of answer.body as ReadableStream<Uint8Array>) {
    // Some 25 MB a second: slower than it is written.
    await new Promise((done) => setTimeout(done, chunk.length / 25_000));
    read += chunk.length;
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    ids = [...ids, ...lines.filter((line) => line.startsWith('id: '))];
    if (ids.length === 150 && rest === '' && lines.at(-1) === '') break;
  }
  expect(read).toBeGreaterThan(150 * payload.length);
  expect(new Set(ids).size).toBe(150);
  expect(ids).toEqual(ids.toSorted());
}, 40_000);
