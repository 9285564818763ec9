// The server stops and starts again under open streams.
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openTown } from '#town';
import type { Json } from '#town';
import { House } from '#platform/house.ts';

/** A client that comes back for as long as it is wanted, with the id of the last event it had. */
class Follower {
  readonly posts: string[] = [];
  readonly codes: number[] = [];
  readonly odd: Json[] = [];
  wanted = true;
  #last: string;
  readonly #url: () => string;

  constructor(url: () => string, last: string) {
    this.#url = url;
    this.#last = last;
    this.#open();
  }

  #open(): void {
    const socket = new WebSocket(`${this.#url()}&since=${this.#last}`);
    socket.on('error', () => undefined);
    socket.on('message', (bytes) => {
      const frame = JSON.parse(String(bytes)) as Json;
      this.#last = frame.id;
      if (frame.event === 'update') this.posts.push(JSON.parse(frame.payload).id);
      else this.odd.push(frame);
    });
    socket.on('close', (code) => {
      this.codes.push(code);
      if (this.wanted) setTimeout(() => this.#open(), 20);
    });
    if (!this.wanted) socket.terminate();
    this.end = () => {
      this.wanted = false;
      socket.terminate();
    };
  }

  end: () => void = () => undefined;
}

test('a graceful stop says 1001, and who comes back to the next start has missed nothing and hears nothing twice', async () => {
  const town = await openTown();
  const [alice, bob] = await town.people('alice', 'bob');
  await bob.follows(alice);
  let base = town.base;
  const url = (): string => `${base.replace('http', 'ws')}/api/v1/streaming?stream=user&access_token=${bob.token}`;
  const first = await bob.events('user');
  await alice.posts('the beginning');
  const { id } = await first.next('update');
  const followers = Array.from({ length: 8 }, () => new Follower(url, String(id)));
  const written: string[] = [];
  let writing = true;
  const write = async (): Promise<void> => {
    while (writing) {
      const answer = await fetch(`${base}/api/v1/statuses`, {
        method: 'POST',
        headers: { authorization: `Bearer ${alice.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status: `post ${written.length}` }),
      }).catch(() => undefined);
      if (answer?.ok) written.push(((await answer.json()) as Json).id);
      else await new Promise((done) => setTimeout(done, 20));
    }
  };
  const writers = [write(), write()];
  await expect.poll(() => written.length, { timeout: 15_000 }).toBeGreaterThan(20);
  await town.house.stop();
  const before = written.length;
  const { config, rooms, log, databaseUrl } = town.house;
  const again = new House({ config, rooms, log, databaseUrl });
  try {
    await again.start();
    await again.http?.listen({ port: 0, host: '127.0.0.1' });
    base = `http://127.0.0.1:${(again.http?.server.address() as AddressInfo | undefined)?.port ?? 0}`;
    await expect.poll(() => written.length, { timeout: 15_000 }).toBeGreaterThan(before + 20);
    writing = false;
    await Promise.all(writers);
    // What was committed although its writer heard no answer counts, too.
    const stored = await sql<{ id: number }>`select id from posts.post where id > ${first.frames[0]?.payload.id} order by id`.execute(again.database.kysely);
    const all = stored.rows.map((row) => String(row.id));
    expect(all).toEqual(expect.arrayContaining(written));
    for (const follower of followers) {
      await expect.poll(() => follower.posts.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(all.length);
      expect(follower.posts).toEqual(all);
      expect(follower.odd).toEqual([]);
      expect(follower.codes).toContain(1001);
      follower.end();
    }
  } finally {
    for (const follower of followers) follower.end();
    await again.stop();
    await town.close();
  }
}, 60_000);
