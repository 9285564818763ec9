/** A person of the town: speaks to the server as a client does, over HTTP and streams, with a token of their own. */
import { openEvents, openWebSocket } from './streams.ts';
import type { Stream } from './streams.ts';

/** What came as JSON; tests say by looking what is in it. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Answer<T = Json> {
  readonly status: number;
  /** The JSON; the text where it is something else. */
  readonly body: T;
  readonly text: string;
  readonly headers: Headers;
  /** Addresses of the Link header by their `rel`, as path and query. */
  readonly links: Readonly<Record<string, string>>;
}

export interface Call {
  readonly headers?: Record<string, string>;
  /** Sends the body as a form instead of JSON. */
  readonly form?: boolean;
}

/** Anybody: with a token or without one. */
export class Visitor {
  /** Where the server listens: scheme, host and port. */
  readonly base: string;
  readonly token: string | undefined;
  readonly #streams: Set<Stream>;

  constructor(base: string, streams: Set<Stream>, token?: string) {
    this.base = base;
    this.#streams = streams;
    this.token = token;
  }

  get<T = Json>(path: string, call?: Call): Promise<Answer<T>> {
    return this.call('GET', path, undefined, call);
  }

  post<T = Json>(path: string, body?: unknown, call?: Call): Promise<Answer<T>> {
    return this.call('POST', path, body, call);
  }

  put<T = Json>(path: string, body?: unknown, call?: Call): Promise<Answer<T>> {
    return this.call('PUT', path, body, call);
  }

  patch<T = Json>(path: string, body?: unknown, call?: Call): Promise<Answer<T>> {
    return this.call('PATCH', path, body, call);
  }

  delete<T = Json>(path: string, body?: unknown, call?: Call): Promise<Answer<T>> {
    return this.call('DELETE', path, body, call);
  }

  /** A body that is FormData, URLSearchParams or a string goes out as it is. */
  async call<T = Json>(method: string, path: string, body?: unknown, call: Call = {}): Promise<Answer<T>> {
    const headers: Record<string, string> = { ...call.headers };
    if (this.token !== undefined) headers['authorization'] ??= `Bearer ${this.token}`;
    const raw = body instanceof FormData || body instanceof URLSearchParams || typeof body === 'string';
    if (body !== undefined && !raw && call.form !== true) headers['content-type'] ??= 'application/json';
    const form = (): URLSearchParams => new URLSearchParams(body as Record<string, string>);
    const answer = await fetch(new URL(path, this.base), {
      method, headers, redirect: 'manual',
      ...(body !== undefined && { body: raw ? body : call.form === true ? form() : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = answer.headers.get('content-type')?.includes('json') === true;
    return {
      status: answer.status,
      body: (json && text !== '' ? JSON.parse(text) : text) as T,
      text,
      headers: answer.headers,
      links: linksOf(answer.headers.get('link')),
    };
  }

  /** Opens a WebSocket on a stream (`user`, `public`, `hashtag` with `{ tag }` …); it is in effect once this resolves. */
  async stream(name?: string, params: Record<string, string> = {}, call: { protocol?: string; headers?: Record<string, string> } = {}): Promise<Stream> {
    const url = new URL('/api/v1/streaming', this.base.replace('http', 'ws'));
    for (const [key, value] of Object.entries({ ...(name !== undefined && { stream: name }), ...params })) url.searchParams.set(key, value);
    if (this.token !== undefined && call.protocol === undefined) url.searchParams.set('access_token', this.token);
    return this.#keep(await openWebSocket(url.href, call));
  }

  /** The same by server-sent events: `name` is the path below /api/v1/streaming/. */
  async events(name: string, params: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Stream> {
    const url = new URL(`/api/v1/streaming/${name}`, this.base);
    for (const [key, value] of Object.entries(params)) url.searchParams.set(key, value);
    const bearer: Record<string, string> = this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
    return this.#keep(await openEvents(url.href, { ...bearer, ...headers }));
  }

  #keep(stream: Stream): Stream {
    this.#streams.add(stream);
    void stream.closed.then(() => this.#streams.delete(stream));
    return stream;
  }
}

export class Person extends Visitor {
  readonly id: string;
  readonly username: string;
  override readonly token: string;

  constructor(place: { base: string; streams: Set<Stream> }, who: { id: string; username: string; token: string }) {
    super(place.base, place.streams, who.token);
    this.id = who.id;
    this.username = who.username;
    this.token = who.token;
  }

  /** Posts, and fails when that is refused. `more`: visibility, in_reply_to_id, spoiler_text … */
  async posts(text: string, more: Record<string, unknown> = {}): Promise<Json> {
    return accepted(await this.post('/api/v1/statuses', { status: text, ...more }), 'the post');
  }

  async follows(other: Person, more: Record<string, unknown> = {}): Promise<Json> {
    return accepted(await this.post(`/api/v1/accounts/${other.id}/follow`, more), 'the follow');
  }

  async unfollows(other: Person): Promise<Json> {
    return accepted(await this.post(`/api/v1/accounts/${other.id}/unfollow`), 'the unfollow');
  }

  async blocks(other: Person): Promise<Json> {
    return accepted(await this.post(`/api/v1/accounts/${other.id}/block`), 'the block');
  }

  async mutes(other: Person, more: Record<string, unknown> = {}): Promise<Json> {
    return accepted(await this.post(`/api/v1/accounts/${other.id}/mute`, more), 'the mute');
  }

  /** Does one of `favourite`, `reblog`, `bookmark`, `pin` … to a post. */
  async does(act: string, post: { id: string }): Promise<Json> {
    return accepted(await this.post(`/api/v1/statuses/${post.id}/${act}`), act);
  }

  /** The newest posts of the home timeline. */
  async home(query = ''): Promise<Json[]> {
    return accepted(await this.get(`/api/v1/timelines/home${query}`), 'home') as Json[];
  }
}

function accepted(answer: Answer, what: string): Json {
  if (answer.status !== 200) throw new Error(`${what} was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer.body;
}

function linksOf(header: string | null): Record<string, string> {
  const links: Record<string, string> = {};
  for (const [, address = '', rel = ''] of (header ?? '').matchAll(/<([^>]*)>; rel="([^"]*)"/g)) {
    const url = new URL(address);
    links[rel] = url.pathname + url.search;
  }
  return links;
}
