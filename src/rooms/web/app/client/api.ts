/**
 * The client API as pages of ours call it: by the session of this browser, with no token in reach of a script.
 *
 * Also for the service worker, so nothing here needs a window.
 */

const SLOWEST_MS = 30_000;

/** What is wrong with one field, as the API says it. */
export interface FieldProblem {
  readonly error: string;
  readonly description: string;
}

/** Why a call was not answered with success. `status` is 0 where the server could not be reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly details: Readonly<Record<string, readonly FieldProblem[]>>;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, more: { details?: ApiError['details']; retryAfter?: number | undefined } = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.details = more.details ?? {};
    this.retryAfter = more.retryAfter;
  }

  /** Nobody answered: what was asked may be asked again as it is. */
  get offline(): boolean {
    return this.status === 0;
  }

  /** Not refused for what it is: the same call may succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

type Value = string | number | boolean;
export type Query = Readonly<Record<string, Value | readonly Value[] | undefined>>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Idempotency-Key: the same key and body within an hour write once. */
  readonly key?: string;
  readonly query?: Query;
  /** Goes on after the page is left. */
  readonly keepalive?: boolean;
  /** How long an answer may take; files take longer than words. */
  readonly slowest?: number;
}

/** A page of a list that is ordered by id, and the ways on from it. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Undefined where the list ends. */
  readonly older: (() => Promise<Page<T>>) | undefined;
  readonly newer: (() => Promise<Page<T>>) | undefined;
}

/** A key under which one thing is written once. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The error in an answer. */
export function errorOf(status: number, text: string, retryAfter: string | null): ApiError {
  let said: { error?: unknown; details?: ApiError['details'] } = {};
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    // A proxy's own page: the status says enough.
  }
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  return new ApiError(status, typeof said.error === 'string' ? said.error : `HTTP ${status}`, {
    ...(said.details !== undefined && { details: said.details }), retryAfter: Number.isFinite(seconds) ? seconds : undefined,
  });
}

/** An address with its query; arrays as `name[]`, as the API reads them. */
function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value as readonly Value[]) search.append(`${name}[]`, String(one));
    else if (value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${text}`;
}

async function ask(method: string, path: string, body: unknown, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { Authorization: 'Session', Accept: 'application/json' };
  const raw = body instanceof FormData;
  if (body !== undefined && !raw) headers['Content-Type'] = 'application/json';
  if (options.key !== undefined) headers['Idempotency-Key'] = options.key;
  const slow = AbortSignal.timeout(options.slowest ?? SLOWEST_MS);
  let answer: Response;
  try {
    answer = await fetch(addressOf(path, options.query), {
      method, headers, cache: 'no-store', keepalive: options.keepalive ?? false,
      signal: options.signal === undefined ? slow : AbortSignal.any([options.signal, slow]),
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    });
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw new ApiError(0, 'No connection');
  }
  if (!answer.ok) throw errorOf(answer.status, await answer.text().catch(() => ''), answer.headers.get('Retry-After'));
  return answer;
}

async function call<T>(method: string, path: string, body: unknown, options: CallOptions = {}): Promise<T> {
  const answer = await ask(method, path, body, options);
  try {
    return (await answer.json()) as T;
  } catch {
    // The line broke in the middle of the answer.
    throw new ApiError(0, 'No connection');
  }
}

function linksOf(header: string | null): Record<string, string> {
  const links: Record<string, string> = {};
  for (const [, address = '', rel = ''] of (header ?? '').matchAll(/<([^>]*)>; rel="([^"]*)"/g)) {
    const url = new URL(address);
    links[rel] = url.pathname + url.search;
  }
  return links;
}

/** @param unfold makes the entries of an answer that is no plain list */
async function page<T>(path: string, query?: Query, options: CallOptions = {}, unfold: (answer: unknown) => readonly T[] = (answer) => answer as T[]): Promise<Page<T>> {
  const answer = await ask('GET', path, undefined, { ...options, ...(query !== undefined && { query }) });
  const { next, prev } = linksOf(answer.headers.get('Link'));
  const items = unfold(await answer.json());
  const way = (address: string | undefined): (() => Promise<Page<T>>) | undefined => (address === undefined ? undefined : () => page<T>(address, undefined, options, unfold));
  return { items, older: way(next), newer: way(prev) };
}

/** Every call fails with an `ApiError`, or with what aborted it. */
export const api = {
  get: <T>(path: string, query?: Query, options: CallOptions = {}): Promise<T> => call<T>('GET', path, undefined, { ...options, ...(query !== undefined && { query }) }),
  post: <T>(path: string, body?: unknown, options?: CallOptions): Promise<T> => call<T>('POST', path, body, options),
  put: <T>(path: string, body?: unknown, options?: CallOptions): Promise<T> => call<T>('PUT', path, body, options),
  patch: <T>(path: string, body?: unknown, options?: CallOptions): Promise<T> => call<T>('PATCH', path, body, options),
  delete: <T>(path: string, body?: unknown, options?: CallOptions): Promise<T> => call<T>('DELETE', path, body, options),
  page,
};
