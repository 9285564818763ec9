import { expect, test } from 'vitest';
import type { WebSocket } from '#platform/http/sockets.ts';
import type { Part } from '../packager/made.ts';
import { Pushes } from './push.ts';
import { Shelf } from './shelf.ts';

test('a viewer who reads too slowly misses parts up to the next keyframe, is told how many, and costs the others nothing', () => {
  const seat = (): { waiting: number; got: string[] } => ({ waiting: 0, got: [] });
  const socketOf = (of: { waiting: number; got: string[] }): WebSocket => ({
    readyState: 1, on: () => undefined, get bufferedAmount() { return of.waiting; }, send: (sent: string | Buffer) => of.got.push(String(sent)),
  }) as unknown as WebSocket;
  const pushes = new Pushes((number) => ({ number, init: Buffer.from('init'), codecs: 'avc1', width: 1, height: 1 }));
  const shelf = new Shelf({ msn: 0, targetSeconds: 2, stored: [] });
  const [slow, quick] = [seat(), seat()];
  for (const one of [slow, quick]) pushes.add(socketOf(one), shelf);
  const give = (msn: number, index: number): void => {
    const part: Part = { msn, index, stretch: 0, bytes: Buffer.from(`${msn}.${index}`), starts: 0, duration: 0.3, shownAt: 0, independent: index === 0 };
    pushes.part(part);
  };
  give(0, 0);
  slow.waiting = 2_000_000;
  for (const index of [1, 2]) give(0, index);
  give(1, 0);
  slow.waiting = 0;
  give(1, 1);
  give(2, 0);
  give(2, 1);
  expect(slow.got.slice(1)).toEqual(['init', '0.0', '{"type":"skipped","parts":4}', '2.0', '2.1']);
  expect(quick.got.slice(1)).toEqual(['init', '0.0', '0.1', '0.2', '1.0', '1.1', '2.0', '2.1']);
});
