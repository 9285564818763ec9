/**
 * The one open connection of this browser: a WebSocket with all that its tabs listen to.
 *
 * It comes back by itself, and asks for what was missed in between by the id of the newest event of each channel.
 */

import { ApiError, api } from '../api.ts';

/** `offline`: trying again, or nobody is signed in any more. */
export type StreamStatus = 'online' | 'connecting' | 'offline';

/** What can be listened to; see docs/streams.md. */
export interface Channel {
  readonly stream: string;
  readonly tag?: string | undefined;
  readonly list?: string | undefined;
  readonly room?: string | undefined;
}

export interface Wanted {
  readonly channel: Channel;
  /** The newest that is known already: the id of an event or of a post. */
  readonly since?: string | undefined;
}

export interface Told {
  /** Of the channel. */
  readonly key: string;
  readonly event: string;
  readonly payload: string;
  readonly id: string;
}

interface Outlet {
  tell(told: Told): void;
  change(status: StreamStatus): void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** The server pings every thirty seconds, which a script cannot see: what is quiet for so long is asked whether it is there. */
const BEAT_MS = 30_000;
const ANSWER_MS = 8000;
/** Whoever stays so long was not turned away. */
const SETTLED_MS = 30_000;
const NOT_ALLOWED = 1008;
const PASSING = '0';
const LOOK_AFTER_FAILURES = 3;

export const keyOf = ({ stream, tag, list, room }: Channel): string => JSON.stringify([stream, tag ?? list ?? room].filter((part) => part !== undefined));

/** Ids are digits without leading zeros. */
export const isNewer = (id: string, other: string | undefined): boolean =>
  other === undefined || id.length > other.length || (id.length === other.length && id > other);

/** Full jitter: whom the same failure cut off does not come back in the same moment. */
export const waitOf = (attempt: number, random: number = Math.random()): number =>
  random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);

export class Line {
  readonly #out: Outlet;
  readonly #wanted = new Map<string, { channel: Channel; since: string | undefined }>();
  #socket: WebSocket | undefined;
  #failures = 0;
  #heard = 0;
  #opened = 0;
  #beaten = Date.now();
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #answering: ReturnType<typeof setTimeout> | undefined;
  readonly #beat: ReturnType<typeof setInterval>;
  readonly #wake = (): void => this.#look(2000);
  #closed = false;

  constructor(out: Outlet) {
    this.#out = out;
    this.#beat = setInterval(() => this.#tick(), BEAT_MS);
    addEventListener('online', this.#wake);
    addEventListener('offline', this.#wake);
    out.change('connecting');
  }

  /** The newest of a channel that has come, or from where it was asked for; undefined where it is not listened to. */
  positionOf(key: string): { readonly since: string | undefined } | undefined {
    return this.#wanted.get(key);
  }

  add(wanted: Wanted): void {
    const entry = { channel: wanted.channel, since: wanted.since };
    this.#wanted.set(keyOf(wanted.channel), entry);
    this.#say('subscribe', entry.channel, entry.since);
    if (this.#socket === undefined && this.#waiting === undefined) this.#connect();
  }

  remove(key: string): void {
    const entry = this.#wanted.get(key);
    this.#wanted.delete(key);
    if (entry !== undefined) this.#say('unsubscribe', entry.channel);
  }

  /** Tells a channel again from an earlier place. */
  rewind(wanted: Wanted): void {
    this.remove(keyOf(wanted.channel));
    this.add(wanted);
  }

  get keys(): string[] {
    return [...this.#wanted.keys()];
  }

  /** Somebody looks again: is the connection still there? */
  wake(): void {
    this.#look(ANSWER_MS);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#beat);
    removeEventListener('online', this.#wake);
    removeEventListener('offline', this.#wake);
    this.#drop();
  }

  #say(type: 'subscribe' | 'unsubscribe', { stream, tag, list, room }: Channel, since?: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ type, stream, tag, list, room, since }));
  }

  #connect(): void {
    this.#drop();
    if (this.#closed) return;
    const address = new URL('/api/v1/streaming', location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address, 'perchoir.session');
    this.#socket = socket;
    socket.onopen = () => {
      this.#heard = this.#opened = Date.now();
      this.#out.change('online');
      for (const { channel, since } of this.#wanted.values()) {
        this.#say('subscribe', channel, since);
        // Without a place to go on from, nobody can say what was missed: the list is read again.
        if (since === undefined && this.#failures > 0) this.#out.tell({ key: keyOf(channel), event: 'resync', payload: '', id: '' });
      }
    };
    socket.onmessage = ({ data }) => this.#hear(String(data));
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#lose(code);
    };
  }

  #hear(text: string): void {
    this.#heard = Date.now();
    clearTimeout(this.#answering);
    this.#answering = undefined;
    const said = JSON.parse(text) as { stream?: string[]; event?: string; payload?: string; id?: string };
    if (said.stream === undefined || said.event === undefined || said.id === undefined) return;
    const key = JSON.stringify(said.stream);
    const entry = this.#wanted.get(key);
    if (entry === undefined) return;
    this.#failures = 0;
    // What is told in passing is no place to go on from.
    const id = said.id === PASSING ? '' : said.id;
    if (id !== '') entry.since = id;
    this.#out.tell({ key, event: said.event, payload: said.payload ?? '', id });
  }

  #lose(code: number): void {
    const settled = this.#opened > 0 && Date.now() - this.#opened > SETTLED_MS;
    this.#drop();
    this.#failures = settled ? 1 : this.#failures + 1;
    this.#out.change(this.#failures > 1 || !navigator.onLine ? 'offline' : 'connecting');
    // A browser does not say why a socket was refused; an ordinary call does.
    if (code === NOT_ALLOWED || this.#failures === LOOK_AFTER_FAILURES) void this.#askWhy();
    this.#waiting = setTimeout(() => this.#connect(), waitOf(this.#failures - 1));
  }

  async #askWhy(): Promise<void> {
    try {
      await api.get('/api/v1/accounts/verify_credentials');
    } catch (error) {
      if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) return;
      this.#out.change('offline');
      this.close();
    }
  }

  #drop(): void {
    clearTimeout(this.#waiting);
    clearTimeout(this.#answering);
    this.#waiting = this.#answering = undefined;
    this.#opened = 0;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #tick(): void {
    // A clock that stood still: this machine slept.
    const slept = Date.now() - this.#beaten > BEAT_MS * 3;
    this.#beaten = Date.now();
    if (slept || Date.now() - this.#heard >= BEAT_MS) this.#look(ANSWER_MS);
  }

  /** Asks for a sign of life; without one in time the connection is dead, whatever the browser believes. */
  #look(patienceMs: number): void {
    if (this.#closed || this.#wanted.size === 0) return;
    if (this.#socket === undefined) {
      this.#connect();
      return;
    }
    if (this.#socket.readyState !== WebSocket.OPEN || this.#answering !== undefined) return;
    this.#socket.send('{"type":"ping"}');
    this.#answering = setTimeout(() => this.#lose(1006), patienceMs);
  }
}
