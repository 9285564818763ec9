// The real server, killed without a word in the middle of a broadcast.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Json, Person } from '#town';
import { probe } from './town/broadcasts.ts';
import { INSTALL_MS } from './town/debian.ts';
import { Sender, makeFilm } from './town/senders.ts';
import { settleIn } from './torture/people.ts';
import { Server } from './torture/server.ts';

const PATH = '/api/perchoir/v1/broadcasts';

test('a server that is killed during a broadcast has all of it up to the last segment, says so, and the sender goes on in the same one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perchoir-video-killed-'));
  const server = await Server.in(folder);
  try {
    server.start();
    const film = await makeFilm(12);
    await server.untilReady();
    const [alice] = (await settleIn(server, ['alice'])) as [Person];
    const { body: made } = await alice.post(PATH, { title: 'On the roof' });
    const of = async (): Promise<Json> => (await alice.get(`${PATH}/${made.id}`)).body;
    const address = `${server.base.replace('http', 'ws')}${PATH}/${made.id}/ingest`;
    const first = new Sender(address, { key: made.publish.key });
    const { session } = await first.begin(film);
    const half = film.packets.findIndex(({ us }) => us > 7e6);
    first.send(film, 0, half);
    await vi.waitFor(async () => expect((await of()).duration_ms).toBe(6000), { timeout: 10_000, interval: 100 });
    await server.killApp();
    server.start();
    await server.untilReady();
    expect(await of()).toMatchObject({ state: 'paused', reason: 'The server was restarted.', duration_ms: 6000 });
    const rewind = await fetch(`${server.base}/video/${made.id}/rewind.m3u8`);
    expect((await rewind.text()).match(/#EXTINF/g)).toHaveLength(3);
    for (const segment of ['init-0.mp4', '0.m4s', '2.m4s']) expect((await fetch(`${server.base}/video/${made.id}/${segment}`)).status, segment).toBe(200);
    const again = new Sender(address, { key: made.publish.key });
    // What the server had in memory is gone: the sender is told to go on from its beginning, and sends what it still has.
    const accepted = await again.begin(film, { session });
    expect(accepted.next).toBe(0);
    const from = film.packets.findIndex(({ us, flags }) => us >= 6e6 && flags === 1);
    film.packets.slice(from).forEach((packet, index) => again.packet(packet, index));
    await vi.waitFor(async () => expect((await of()).state).toBe('live'), { timeout: 10_000, interval: 100 });
    again.say({ type: 'end' });
    await again.hears('ended');
    expect((await alice.post(`${PATH}/${made.id}/end`)).body.state).toBe('ended');
    const movie = Buffer.from(await (await fetch(`${server.base}/video/${made.id}/recording.mp4`)).arrayBuffer());
    // The film has 25 pictures a second, and all twelve seconds of it are there.
    expect(await probe(movie)).toMatchObject({ frames: 300 });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, INSTALL_MS + 120_000);
