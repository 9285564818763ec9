/** The people of a rehearsed evening: readers on the room's stream, a phone that is away for a while, questions, hands that clap, the picture. */

import { Agent, fetch } from 'undici';
import { WebSocket } from 'ws';
import type { BenchPerson } from './people.ts';
import { begin, follow } from './rows/video.ts';
import { pause } from './server.ts';
import type { Server } from './server.ts';

export const ROOMS = '/api/perchoir/v1/rooms';
const agent = new Agent({ connections: 128, keepAliveTimeout: 60_000 });
/** What should never be. */
export const serverErrors: string[] = [];

export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

export async function call(origin: string, path: string, { token, body, key, method = body ? 'POST' : 'GET' }: { token?: string; body?: object; key?: string; method?: string } = {}): Promise<Answer> {
  const answer = await fetch(origin + path, {
    dispatcher: agent,
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }), ...(key && { 'idempotency-key': key }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.status >= 500) serverErrors.push(`${answer.status} ${path} ${text.slice(0, 200)}`);
  return { status: answer.status, json: JSON.parse(text) as unknown };
}

/** The same, where anything but 200 ends the rehearsal. */
export async function act(origin: string, path: string, more: Parameters<typeof call>[2]): Promise<unknown> {
  const { status, json } = await call(origin, path, more);
  if (status !== 200) throw new Error(`${path} was answered ${status}: ${JSON.stringify(json)}`);
  return json;
}

export const leave = (): Promise<void> => agent.close();

/** Somebody who reads along on the room's stream. */
export class Reader {
  readonly received: { id: string; at: number }[] = [];
  /** Steps of questions as they were heard, by question and state. */
  readonly steps = new Map<string, number>();
  broadcastAt: number | undefined;
  readonly #address: string;
  readonly #token: string;
  #socket: WebSocket | undefined;
  #last = '';

  constructor(server: Server, person: BenchPerson, roomId: string) {
    this.#address = `${server.origin.replace('http', 'ws')}/api/v1/streaming?stream=room&room=${roomId}`;
    this.#token = person.token;
  }

  open(): Promise<void> {
    const since = this.#last === '' ? '' : `&since=${this.#last}`;
    const socket = new WebSocket(`${this.#address}${since}`, { headers: { authorization: `Bearer ${this.#token}` } });
    this.#socket = socket;
    socket.on('message', (frame: Buffer) => this.#hear(frame.toString()));
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
  }

  /** The network is gone, without a goodbye. */
  cut(): void {
    this.#socket?.terminate();
  }

  #hear(frame: string): void {
    const { event, payload, id } = JSON.parse(frame) as { event: string; payload: string; id?: string };
    if (id !== undefined && id !== '0') this.#last = id;
    if (event === 'update') this.received.push({ id: (JSON.parse(payload) as { id: string }).id, at: performance.now() });
    else if (event === 'room.broadcast') this.broadcastAt ??= performance.now();
    else if (event === 'room.question') {
      const { id: question, state } = JSON.parse(payload) as { id: string; state: string };
      this.steps.set(`${question} ${state}`, performance.now());
    }
  }
}

/** A phone in a tunnel: what is written on it goes out afterwards, in its order, with the time at which it was written. */
export interface Tunnel {
  /** Milliseconds since the evening began. */
  readonly from: number;
  readonly until: number;
}

/** Asks, and what becomes of it; how long each change took to the asker, milliseconds. */
export async function ask(server: Server, roomId: string, { host, asker, reader }: { host: BenchPerson; asker: BenchPerson; reader: Reader }): Promise<number[]> {
  const { id } = (await act(server.origin, `${ROOMS}/${roomId}/questions`, { token: asker.token, body: { text: 'Et celles et ceux qui n’ont pas pu venir ?' } })) as { id: string };
  const took: number[] = [];
  for (const [verb, state] of [['stage', 'on_stage'], ['answer', 'answered']] as const) {
    const begun = performance.now();
    await act(server.origin, `${ROOMS}/${roomId}/questions/${id}/${verb}`, { token: host.token, body: {} });
    for (let heard: number | undefined; took.length < (verb === 'stage' ? 1 : 2); await pause(5)) {
      heard = reader.steps.get(`${id} ${state}`);
      if (heard !== undefined) took.push(heard - begun);
      else if (performance.now() - begun > 10_000) took.push(10_000);
    }
  }
  return took;
}

/** Claps until the end. @returns how many were counted when they were answered */
export async function clap(server: Server, roomId: string, people: readonly BenchPerson[], until: () => boolean): Promise<number> {
  let counted = 0;
  await Promise.all(people.map(async ({ token }, at) => {
    await pause(at * 50);
    while (!until()) {
      if ((await call(server.origin, `${ROOMS}/${roomId}/reactions`, { token, body: { kind: '👏' } })).status === 200) counted++;
      await pause(1500);
    }
  }));
  return counted;
}

export async function countClaps(server: Server, roomId: string): Promise<number> {
  const { bins } = (await act(server.origin, `${ROOMS}/${roomId}/reactions`, {})) as { bins: { counts: Record<string, number> }[] };
  return bins.reduce((sum, { counts }) => sum + (counts['👏'] ?? 0), 0);
}

/** A picture in the room, and some who watch it by playlist. @returns how long each round took, milliseconds */
export async function watch(server: Server, roomId: string, { host, viewers, until }: { host: BenchPerson; viewers: number; until: () => boolean }): Promise<number[]> {
  const { id } = (await act(server.origin, '/api/v1/accounts/lookup?acct=broadcaster', {})) as { id: string };
  await act(server.origin, `${ROOMS}/${roomId}/broadcasters`, { token: host.token, body: { account_id: id } });
  const at = await begin(server, roomId);
  const rounds: number[] = [];
  const bytes = { read: 0 };
  await Promise.all(Array.from({ length: viewers }, () => follow(at, until, rounds, bytes)));
  return rounds;
}
