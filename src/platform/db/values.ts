/**
 * Values on the wire, in PostgreSQL's text form.
 *
 * bigint and numeric become numbers: ids and counts are below 2^53, and a larger one is refused instead of rounded.
 * Times are `Date`, json is parsed, arrays are arrays, bytea is a Buffer; everything else stays text.
 */
import pg from 'pg';
import { DatabaseError } from './errors.ts';

export type Decode = (text: string) => unknown;

/** Wraps a value for a json or jsonb parameter. Needed for arrays, which otherwise become PostgreSQL arrays. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}

/**
 * A parameter as text, or bytes for bytea.
 * @throws DatabaseError 'invalidInput' for a date that is none and a whole number that is not exact
 */
export function encode(value: unknown): string | Buffer | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return encodeNumber(value);
    case 'undefined':
      return null;
    case 'object':
      return value === null ? null : encodeObject(value);
    default:
      return String(value);
  }
}

function encodeNumber(value: number): string {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new DatabaseError('invalidInput', `${value} is beyond 2^53: it is not exact and cannot be an id`);
  }
  return String(value);
}

function encodeObject(value: object): string | Buffer {
  if (value instanceof Date) return encodeDate(value);
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  // Typed arrays print their numbers with commas, which is what an array of ids needs.
  if (value instanceof Float64Array || value instanceof BigInt64Array || value instanceof Int32Array) return `{${value.join()}}`;
  if (Array.isArray(value)) return encodeArray(value);
  return JSON.stringify(value);
}

function encodeDate(value: Date): string {
  if (Number.isNaN(value.getTime())) throw new DatabaseError('invalidInput', 'A date is none');
  return value.toISOString();
}

function encodeArray(values: unknown[]): string {
  const first = values[0];
  if (typeof first === 'object' && first !== null && !Array.isArray(first) && !(first instanceof Date)) return JSON.stringify(values);
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ',';
    text += encodeElement(values[i]);
  }
  return `${text}}`;
}

function encodeElement(value: unknown): string {
  if (typeof value === 'number') return encodeNumber(value);
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return encodeArray(value);
  const text = encode(value);
  return `"${String(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A bigint or numeric as a number. @throws DatabaseError beyond 2^53 */
export function decodeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) && !text.includes('.') && text !== 'NaN') {
    throw new DatabaseError('other', `The database holds ${text}, which is beyond 2^53`);
  }
  return value;
}

function decodeIntegers(text: string): (number | null)[] {
  if (text === '{}') return [];
  if (text.startsWith('{{')) return decodeNested(text, decodeInteger) as (number | null)[];
  return text
    .slice(1, -1)
    .split(',')
    .map((part) => (part === 'NULL' ? null : decodeInteger(part)));
}

const zero = 48;
const digits = (text: string, at: number): number => (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;

/**
 * `2026-11-23 09:47:12.123456+00` as a Date; microseconds are cut off. Sessions run in UTC, so the plain case is the
 * usual one; years beyond 9999, BC and infinity take the slow way.
 */
export function decodeTime(text: string): Date {
  const plain = text.charCodeAt(4) === 45 && text.charCodeAt(10) === 32 && text.endsWith('+00');
  if (!plain || text.endsWith('BC')) return decodeOddTime(text);
  let millis = 0;
  if (text.charCodeAt(19) === 46) {
    for (let at = 20, unit = 100; unit >= 1; at++, unit /= 10) {
      const digit = text.charCodeAt(at) - zero;
      if (!(digit >= 0 && digit <= 9)) break;
      millis += digit * unit;
    }
  }
  const year = digits(text, 0) * 100 + digits(text, 2);
  const time = Date.UTC(year, digits(text, 5) - 1, digits(text, 8), digits(text, 11), digits(text, 14), digits(text, 17), millis);
  return year < 100 ? decodeOddTime(text) : new Date(time);
}

const odd = pg.types.getTypeParser(1184) as (text: string) => Date | number | null;

function decodeOddTime(text: string): Date {
  const value = odd(text);
  return value instanceof Date ? value : new Date(Number.NaN);
}

/** text[], whose number the published types leave out. */
const splitArray = pg.types.getTypeParser(1009 as number) as (text: string) => unknown[];

function decodeNested(text: string, decodeOne: Decode): unknown[] {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    return value === null ? null : decodeOne(value as string);
  };
  return splitArray(text).map(walk);
}

const asText: Decode = (text) => text;
const decodeBytes: Decode = (text) => Buffer.from(text.slice(2), 'hex');

/** By the type's number in pg_type. */
const decoders = new Map<number, Decode>([
  [16, (text) => text === 't'],
  [17, decodeBytes],
  [20, decodeInteger],
  [21, Number],
  [23, Number],
  [26, Number],
  [114, JSON.parse as Decode],
  [700, Number],
  [701, Number],
  [1114, (text) => decodeTime(`${text}+00`)],
  [1184, decodeTime],
  [1700, decodeInteger],
  [3802, JSON.parse as Decode],
  [1000, (text) => decodeNested(text, (part) => part === 't')],
  [1001, (text) => decodeNested(text, decodeBytes)],
  [1005, decodeIntegers],
  [1007, decodeIntegers],
  [1016, decodeIntegers],
  [1021, (text) => decodeNested(text, Number)],
  [1022, (text) => decodeNested(text, Number)],
  [1231, decodeIntegers],
  [1185, (text) => decodeNested(text, (part) => decodeTime(part))],
  [199, (text) => decodeNested(text, JSON.parse as Decode)],
  [3807, (text) => decodeNested(text, JSON.parse as Decode)],
  // name[], text[], varchar[], char[], uuid[]
  ...[1003, 1009, 1015, 1014, 2951].map((type): [number, Decode] => [type, splitArray]),
]);

export function decoderOf(type: number): Decode {
  return decoders.get(type) ?? asText;
}
