/**
 * How long a moment takes from one pane of glass to the other: a clock is filmed by the studio of one window and read off the player
 * of another, both on this machine. `BENCH_SECONDS=60` is the long form.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath } from '../../test/town/chromium.ts';
import { CLOCK_BITS, filmClock, readClock } from '../../test/town/film-clock.ts';
import type { Seen } from '../../test/town/film-clock.ts';
import { makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { SECONDS, percentile, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { pause, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { signedIn } from './browser.ts';
import { bearer } from './home.ts';

/** What comes before is not measured: players find their distance. */
const SETTLE_MS = 8000;
const FFMPEG = '/usr/bin/ffmpeg';
const PATIENT = { timeout: 60_000 };

interface Target {
  readonly row: string;
  readonly p50: number;
  readonly p95?: number;
}

async function ask<T>(server: Server, { token }: BenchPerson, path: string, body: object): Promise<T> {
  const answer = await fetch(`${server.origin}/api/perchoir/v1/${path}`, {
    method: 'POST', headers: { ...bearer({ token } as BenchPerson), 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function openRoom(server: Server, person: BenchPerson, tag: string): Promise<string> {
  const { id } = await ask<{ id: string }>(server, person, 'rooms', { title: tag, tag, starts_at: new Date().toISOString() });
  await ask(server, person, `rooms/${id}/open`, {});
  return id;
}

async function watch(browser: Browser, server: Server, room: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: server.origin, viewport: { width: 1280, height: 900 } })).newPage();
  for (let tries = 0; tries < 40; tries++) {
    await page.goto(`/rooms/${room}`);
    if ((await page.locator('[data-player][data-state="live"]').count()) > 0) break;
    await pause(500);
  }
  await page.getByRole('button', { name: 'Play' }).click(PATIENT);
  return page;
}

async function measure(page: Page, way: 'near' | 'steady'): Promise<Seen> {
  await page.locator('[data-part="near"]').selectOption(way);
  await pause(SETTLE_MS);
  return readClock(page, SECONDS * 1000);
}

function rowOf({ delays, stalls, sound }: Seen, { row, p50, p95 }: Target): Row {
  const [middle, late] = [percentile(delays, 0.5) / 1000, percentile(delays, 0.95) / 1000];
  const apart = percentile(sound, 0.5);
  return {
    row, value: round(middle), unit: 's p50', yardstick: '', ratio: undefined,
    target: `p50 <= ${p50} s${p95 === undefined ? '' : `, p95 <= ${p95} s, no stall`}`,
    kept: delays.length > 0 && middle <= p50 && (p95 === undefined || (late <= p95 && stalls === 0)),
    more: `p95 ${round(late)} s, ${stalls} stalls in ${SECONDS} s, ${round(delays.length / SECONDS, 1)} pictures a second${sound.length === 0 ? '' : `; sound ${round(apart, 0)} ms after its picture (of ${sound.length} beeps; target < 80)`}`,
  };
}

async function fromStudio(browser: Browser, server: Server, person: BenchPerson): Promise<Row[]> {
  const room = await openRoom(server, person, 'studio');
  const context = await signedIn(browser, server, 'host0', { width: 1280, height: 900 });
  await filmClock(context);
  const studio = await context.newPage();
  await studio.goto(`/rooms/${room}/studio`);
  await studio.getByRole('button', { name: 'Open the camera' }).click(PATIENT);
  await studio.getByRole('button', { name: 'Go live' }).click(PATIENT);
  await studio.locator('[data-connection="good"]').waitFor(PATIENT);
  const page = await watch(browser, server, room);
  const playlist = rowOf(await measure(page, 'steady'), { row: 'glass-to-glass', p50: 1.5, p95: 2 });
  const size = await studio.locator('[data-figure="size"]').textContent();
  const pushed = rowOf(await measure(page, 'near'), { row: 'glass-pushed', p50: 0.8 });
  await context.close();
  await page.context().close();
  return [{ ...playlist, more: `${playlist.more}; ${size} sent` }, pushed];
}

const [WIDTH, HEIGHT] = [640, 360];

/** The same clock in grey, as raw frames for ffmpeg. */
function drawClock(frame: Buffer): void {
  const now = Date.now();
  frame.fill(0x77);
  for (let bit = 0; bit < CLOCK_BITS; bit++) {
    const grey = Math.floor(now / 2 ** bit) % 2 === 1 ? 0xff : 0;
    for (let y = 30; y < 90; y++) frame.fill(grey, y * WIDTH + 20 + bit * 25, y * WIDTH + 20 + (bit + 1) * 25);
  }
}

async function fromEncoder(browser: Browser, server: Server, person: BenchPerson): Promise<Row[]> {
  if (!existsSync(FFMPEG)) return [];
  const room = await openRoom(server, person, 'encoder');
  const { publish } = await ask<{ publish: { key: string; rtmp_url: string } }>(server, person, 'broadcasts', { title: 'encoder', room_id: room });
  const encoder = spawn(FFMPEG, [
    '-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${WIDTH}x${HEIGHT}`, '-r', '30', '-use_wallclock_as_timestamps', '1', '-i', '-', '-f', 'lavfi', '-re', '-i', 'sine=frequency=440',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', '60', '-c:a', 'aac', '-f', 'flv', `rtmp://127.0.0.1:${server.rtmpPort}/live/${publish.key}`,
  ], { stdio: ['pipe', 'ignore', 'inherit'] });
  encoder.stdin.on('error', () => undefined);
  const frame = Buffer.alloc(WIDTH * HEIGHT);
  const camera = setInterval(() => {
    drawClock(frame);
    encoder.stdin.write(Buffer.from(frame));
  }, 1000 / 30);
  try {
    const page = await watch(browser, server, room);
    const seen = await measure(page, 'steady');
    await page.context().close();
    return [rowOf({ ...seen, sound: [] }, { row: 'glass-rtmp', p50: 1.8 })];
  } finally {
    clearInterval(camera);
    encoder.kill('SIGKILL');
  }
}

export const glassBench: Bench = {
  name: 'glass-to-glass',
  async run() {
    const server = await startServer();
    const browser = await chromium.launch({ executablePath: await chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
    try {
      const [host] = (await makePeople(server.house, 'host', 1)) as [BenchPerson];
      return [...(await fromStudio(browser, server, host)), ...(await fromEncoder(browser, server, host))];
    } finally {
      await browser.close();
      await server.stop();
    }
  },
};
