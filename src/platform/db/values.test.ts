import { describe, expect, it } from 'vitest';
import { decodeInteger, decodeTime, encode, json } from './values.ts';

describe('values on the wire', () => {
  it('a time is read as the instant it is', () => {
    for (const [text, iso] of [
      ['2026-11-23 09:47:12.123456+00', '2026-11-23T09:47:12.123Z'],
      ['2026-11-23 09:47:12.5+00', '2026-11-23T09:47:12.500Z'],
      ['2026-11-23 09:47:12+00', '2026-11-23T09:47:12.000Z'],
      ['2026-11-23 09:47:12+02', '2026-11-23T07:47:12.000Z'],
      ['1999-12-31 23:59:59.999+00', '1999-12-31T23:59:59.999Z'],
      ['0042-01-02 03:04:05+00', '0042-01-02T03:04:05.000Z'],
      ['12026-01-02 03:04:05+00', '+012026-01-02T03:04:05.000Z'],
    ] as const) expect(decodeTime(text).toISOString()).toBe(iso);
  });

  it('a number beyond 2^53 is refused, not rounded', () => {
    expect(decodeInteger('9007199254740991')).toBe(2 ** 53 - 1);
    expect(() => decodeInteger('9007199254740993')).toThrow(/2\^53/);
    expect(() => encode(2 ** 53)).toThrow(/2\^53/);
    expect(() => encode([1, 2 ** 60])).toThrow(/2\^53/);
  });

  it('arrays of ids and of texts become PostgreSQL arrays, objects become json', () => {
    expect(encode(new Float64Array([1, 2 ** 52]))).toBe('{1,4503599627370496}');
    expect(encode([1, null, 3])).toBe('{1,NULL,3}');
    expect(encode(['a"b', 'c\\d', 'NULL', ''])).toBe('{"a\\"b","c\\\\d","NULL",""}');
    expect(encode({ a: [1] })).toBe('{"a":[1]}');
    expect(encode([{ a: 1 }])).toBe('[{"a":1}]');
    expect(encode(json(['a']))).toBe('["a"]');
  });
});
