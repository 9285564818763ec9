/** Open streams as a client holds them: what came in is kept, so that a test may wait for it or say that it never came. */
import { WebSocket } from 'ws';
import type { Json } from './person.ts';

/** One event; `payload` is what its text holds: an entity, or an id as it stands. */
export interface Frame {
  readonly stream: readonly string[];
  readonly event: string;
  readonly payload: Json;
  /** The payload's own text, byte for byte. */
  readonly text: string;
  /** The event's own id, where the transport has one (server-sent events). */
  readonly id?: string;
}

const PATIENCE_MS = 4000;

export class Stream {
  /** Everything that came, oldest first. */
  readonly frames: Frame[] = [];
  /** Refused subscriptions and their like. */
  readonly errors: Json[] = [];
  /** Resolves when the server (or the test) ended it, with the WebSocket's code (0 for server-sent events). */
  readonly closed: Promise<number>;
  readonly #taken = new Set<Frame>();
  readonly #waiting = new Set<() => void>();
  #isClosed = false;
  readonly #end: () => void;
  readonly #send: (text: string) => void;

  constructor(parts: { closed: Promise<number>; end: () => void; send?: (text: string) => void }) {
    this.closed = parts.closed;
    this.#end = parts.end;
    this.#send = parts.send ?? (() => undefined);
    void parts.closed.then(() => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** The next event not yet taken, of this kind if one is named. Fails after some seconds or when the stream ends. */
  async next(event?: string, patienceMs = PATIENCE_MS): Promise<Frame> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const found = this.frames.find((frame) => !this.#taken.has(frame) && (event === undefined || frame.event === event));
      if (found !== undefined) {
        this.#taken.add(found);
        return found;
      }
      const left = end - Date.now();
      const seen = this.frames.map((frame) => frame.event).join(', ') || 'nothing';
      if (this.#isClosed) throw new Error(`The stream ended while waiting for ${event ?? 'an event'}; it had brought ${seen}.`);
      if (left <= 0) throw new Error(`No ${event ?? 'event'} came within ${patienceMs} ms; the stream brought ${seen}.`);
      await this.#change(left);
    }
  }

  /** Waits for an answer that is no event: a refused subscription. */
  async nextError(patienceMs = PATIENCE_MS): Promise<Json> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const found = this.errors.shift();
      if (found !== undefined) return found;
      if (Date.now() >= end || this.#isClosed) throw new Error('No error came.');
      await this.#change(end - Date.now());
    }
  }

  /** Sends a message as the client: subscribe, unsubscribe, or anything else. */
  send(message: unknown): void {
    this.#send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(stream: string, params: Record<string, string> = {}): void {
    this.send({ type: 'subscribe', stream, ...params });
  }

  /** Called by the transport. */
  take(frame: Frame | undefined, error?: Json): void {
    if (frame !== undefined) this.frames.push(frame);
    if (error !== undefined) this.errors.push(error);
    this.#wake();
  }

  async close(): Promise<void> {
    this.#end();
    await this.closed;
  }

  #change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const done of this.#waiting) done();
  }
}

/** The upgrade was answered with an HTTP status instead. */
export class UpgradeRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The upgrade was refused with ${status}.`);
    this.status = status;
  }
}

/** @throws UpgradeRefused */
export async function openWebSocket(url: string, options: { protocol?: string; headers?: Record<string, string> } = {}): Promise<Stream> {
  const socket = new WebSocket(url, options.protocol === undefined ? [] : [options.protocol], { headers: options.headers });
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
  const stream = new Stream({ closed, end: () => socket.terminate(), send: (text) => socket.send(text) });
  socket.on('message', (bytes: Buffer) => {
    const message = JSON.parse(bytes.toString('utf8')) as Json;
    if (typeof message.event === 'string') stream.take(frameOf(message.stream ?? [], message.event, message.payload));
    else stream.take(undefined, message);
  });
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('unexpected-response', (_request, response) => {
      reject(new UpgradeRefused(response.statusCode ?? 0));
      socket.terminate();
    });
    socket.on('error', reject);
  });
  return stream;
}

/** @throws UpgradeRefused when the answer is no stream of events. */
export async function openEvents(url: string, headers: Record<string, string>): Promise<Stream> {
  const abort = new AbortController();
  const answer = await fetch(url, { headers, signal: abort.signal });
  if (answer.status !== 200 || answer.body === null) {
    await answer.body?.cancel();
    throw new UpgradeRefused(answer.status);
  }
  let ended: (code: number) => void = () => undefined;
  const closed = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const stream = new Stream({ closed, end: () => abort.abort() });
  void readEvents(answer.body, stream).then(() => ended(0), () => ended(0));
  return stream;
}

async function readEvents(body: ReadableStream<Uint8Array>, stream: Stream): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map<string, string>();
      for (const line of text.slice(0, end).split('\n')) {
        const colon = line.indexOf(':');
        if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''));
      }
      text = text.slice(end + 2);
      const event = fields.get('event');
      if (event !== undefined) stream.take(frameOf([], event, fields.get('data') ?? '', fields.get('id')));
    }
  }
}

function frameOf(stream: readonly string[], event: string, text: unknown, id?: string): Frame {
  const payload = typeof text === 'string' ? text : '';
  let value: unknown = payload;
  // Ids are digits and would lose nothing as numbers, but clients read them as text.
  if (payload.startsWith('{') || payload.startsWith('[')) value = JSON.parse(payload);
  return { stream, event, payload: value as Json, text: payload, ...(id !== undefined && { id }) };
}
