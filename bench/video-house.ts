/** The real server with broadcasts that are fed inside it, in their own time: what comes in by a socket or RTMP costs besides. */

import { createMember } from '#auth';
import { SYSTEM } from '#platform/context.ts';
import { openIngest, readBroadcasts } from '#video';
import { openHouse } from '../src/commands/open.ts';
import { testFilm } from '../test/town/broadcasts.ts';

const SECONDS_OF_FILM = 20;
const STEP_MS = 20;

const { house, config, close } = await openHouse('server');
const film = await testFilm({ seconds: SECONDS_OF_FILM, size: '1280x720', kilobits: 2500 });
await house.start();
await house.http?.listen({ port: config.port, host: config.host });
const { accountId } = await createMember(house.context(SYSTEM), { username: 'broadcaster', email: 'b@example.org', password: 'correct horse battery staple', confirmed: true });
const ctx = house.context({ kind: 'account', id: accountId });

/** Begins one more broadcast; the film goes round and round. */
async function broadcast(broadcastId: number): Promise<void> {
  const session = await openIngest(ctx, { broadcastId }, { kind: 'engine', onStop: ({ message }) => console.error(message) });
  session.onConfig(film.video);
  session.onConfig(film.audio);
  const began = performance.now();
  let next = 0;
  setInterval(() => {
    const micros = (performance.now() - began) * 1000;
    for (;;) {
      const [round, at] = [Math.floor(next / film.samples.length), next % film.samples.length];
      const sample = film.samples[at];
      const shift = round * SECONDS_OF_FILM * 1e6;
      if (sample === undefined || sample.dts + shift > micros) break;
      session.onSample(sample.kind, { ...sample, dts: sample.dts + shift, pts: sample.pts + shift });
      next++;
    }
  }, STEP_MS);
}

/** By the rows that the bench makes; it has no other way to speak to this process. */
const begun = new Set<number>();
const looking = setInterval(() => {
  void (async () => {
    for (const { id, state } of await readBroadcasts(ctx, { accountId, most: 40 })) {
      if (state !== 'ready' || begun.has(id)) continue;
      begun.add(id);
      await broadcast(id);
    }
  })().catch((error: unknown) => console.error(error));
}, 300);

process.once('SIGTERM', () => {
  clearInterval(looking);
  void close().then(() => process.exit(0));
});
