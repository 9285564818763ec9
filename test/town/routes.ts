/** The route list as a test sees it, and inputs made from the schemas: good ones, and the dictionary of bad values. */
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Route } from '#platform/http/route.ts';
import { rooms } from '../../src/app.ts';

export interface ListedRoute {
  readonly name: string;
  readonly room: string;
  readonly route: Route;
}

/** Every route of every room. Probes of the process and its own pages are among them. */
export const everyRoute: readonly ListedRoute[] = rooms.flatMap((room) =>
  (room.routes ?? []).map((route) => ({ name: `${route.method} ${route.path}`, room: room.name, route })),
);

/** The address of a route; parameters without a value of their own get `1`. */
export function addressOf(route: Route, params: Record<string, string> = {}): string {
  return route.path.replace(/:([A-Za-z_]+)|\*/g, (_all, name: string | undefined) => params[name ?? '*'] ?? '1');
}

/** The names of the parameters in the path. */
export function paramsOf(route: Route): string[] {
  return [...route.path.matchAll(/:([A-Za-z_]+)/g)].map((match) => match[1] ?? '');
}

interface Shape {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Shape[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  minItems?: number;
  minimum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

/** Dice that fall the same way for the same seed. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(roll: () => number, list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T;

const WORDS = ['hello', 'an ordinary sentence', 'alice', 'read', '#tag @bob', 'https://example.org/', 'fr', '2026-01-01', '1', 'true'];

/** Given for a field that is better left out. */
export const OMITTED = Symbol('left out');

/** A value that the schema should take; `given` supplies the fields the test knows better (ids, say). */
export function sampleOf(schema: TSchema, roll: () => number, given: (field: string) => unknown = () => undefined): unknown {
  return sample(schema as Shape, { roll, given, field: '' });
}

interface Making {
  readonly roll: () => number;
  readonly given: (field: string) => unknown;
  readonly field: string;
}

function sample(shape: Shape, making: Making): unknown {
  const { roll, given, field } = making;
  const known = field === '' ? undefined : given(field);
  if (known === OMITTED) return undefined;
  if (known !== undefined && (Array.isArray(known) ? shape.type === 'array' : shape.type !== 'array' && shape.type !== 'object')) return known;
  if ('const' in shape) return shape.const;
  if (shape.enum !== undefined) return pick(roll, shape.enum);
  if (shape.anyOf !== undefined) return sample(pick(roll, shape.anyOf), making);
  switch (shape.type) {
    case 'object': {
      const wanted = Object.entries(shape.properties ?? {}).filter(([key]) => shape.required?.includes(key) === true || roll() < 0.5);
      return Object.fromEntries(wanted.map(([key, child]) => [key, sample(child, { ...making, field: key })]));
    }
    case 'array':
      return Array.from({ length: Math.max(shape.minItems ?? 0, Math.floor(roll() * 3)) }, () => sample(shape.items ?? {}, making));
    case 'boolean':
      return roll() < 0.5;
    case 'integer':
    case 'number':
      return (shape.minimum ?? 0) + Math.floor(roll() * 5);
    case 'null':
      return null;
    case 'string':
      return sampleText(shape, roll);
    default:
      return pick(roll, WORDS);
  }
}

function sampleText(shape: Shape, roll: () => number): string {
  const fits = (text: string): boolean => shape.pattern === undefined || new RegExp(shape.pattern, 'u').test(text);
  const candidates = WORDS.filter((word) => word.length >= (shape.minLength ?? 0) && word.length <= (shape.maxLength ?? 9e9) && fits(word));
  return candidates.length > 0 ? pick(roll, candidates) : 'a'.repeat(shape.minLength ?? 1);
}

const nested = (depth: number): unknown => (depth === 0 ? 'deep' : [nested(depth - 1)]);

/** Values that broke somebody's server once (reliability catalogue: content, ids, dates, numbers, nesting). */
export const BAD_VALUES: readonly unknown[] = [
  '\0', 'a\0b', '\ud800', 'x\udfffy', '99999999999999999999', '9223372036854775807', '9223372036854775808', '9007199254740993', '-1', '0', '1.5', 'abc',
  '1e400', 'NaN', 'Infinity', '-0', '', ' ', '\u202e\u2066', '👩\u200d👩\u200d👧\u200d👦'.repeat(30), 'a\u0300'.repeat(500), '+275760-09-13T00:00:00.000Z',
  '0000-00-00', '9999999999999', '-0001-01-01T00:00:00Z', '2026-02-30', '[[[[', '__proto__', 'constructor', '{"a":1}', '../../etc/passwd', '%00', '%', '%ED%A0%80',
  "' or 1=1 --", '"; drop table posts.post; --', '$1', ':id', '\\', "\\'", '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'javascript:alert(1)',
  'x'.repeat(10_000), '😀'.repeat(3000), '#'.repeat(5000), '@a '.repeat(2000), '\r\nSet-Cookie: a=b', '\u0000\u0001\u0002\u001f\u007f', '\ufeff', 'ſ', 'İ',
  -1, 0, 1e308, 2 ** 53, 1.5, true, false, null, [], {}, [[]], [null], nested(6), nested(40), ['a', ['b']], { 0: 'a', 1: 'b' }, { length: 1e9 },
  { toString: 'x' }, Array.from({ length: 2000 }, () => 'a'), { a: { b: { c: { d: { e: 1 } } } } },
];

/** Turns one or two fields of a good value into bad ones, or adds fields nobody knows. */
export function spoil(value: unknown, fields: readonly string[], roll: () => number): unknown {
  if (typeof value !== 'object' || value === null) return pick(roll, BAD_VALUES);
  const out: Record<string, unknown> = { ...value };
  const times = 1 + Math.floor(roll() * 2);
  for (let n = 0; n < times; n++) {
    const field = fields.length > 0 && roll() < 0.92 ? pick(roll, fields) : pick(roll, ['__proto__', 'constructor', 'role', 'account_id', 'id', '']);
    Object.defineProperty(out, field, { value: pick(roll, BAD_VALUES), enumerable: true, configurable: true, writable: true });
  }
  return out;
}

/** The names of an object schema's fields. */
export function fieldsOf(schema: TSchema | undefined): string[] {
  return Object.keys((schema as Shape | undefined)?.properties ?? {});
}

/** Query or form text of a value, one level of nesting deep; bad text goes in as it is where it can. */
export function formOf(value: unknown): string {
  const pairs: string[] = [];
  const write = (key: string, inner: unknown, depth: number): void => {
    if (Array.isArray(inner) && depth < 8) inner.slice(0, 50).forEach((item) => write(`${key}[]`, item, depth + 1));
    else if (typeof inner === 'object' && inner !== null && depth < 8) for (const [name, item] of Object.entries(inner)) write(`${key}[${name}]`, item, depth + 1);
    else if (inner !== undefined) pairs.push(`${escapeText(key)}=${escapeText(String(inner))}`);
  };
  if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) write(key, inner, 0);
  return pairs.join('&');
}

/** Percent-encodes, a lone surrogate as the bytes it would have had. */
export function escapeText(text: string): string {
  return Array.from(text, (character) => (character.isWellFormed() ? encodeURIComponent(character) : '%ED%A0%80')).join('');
}

const checks = new WeakMap<object, ReturnType<typeof Compile>>();

/** What is wrong with an answer by the route's declared schema; undefined when it fits. */
export function misfit(schema: TSchema, value: unknown): string | undefined {
  let check = checks.get(schema);
  if (check === undefined) checks.set(schema, (check = Compile(schema)));
  if (check.Check(value)) return undefined;
  const [first] = check.Errors(value);
  return `${first?.instancePath ?? ''} ${first?.message ?? 'does not fit'}`;
}
