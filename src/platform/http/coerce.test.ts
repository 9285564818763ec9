import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { parseForm } from './bodies.ts';
import { compileInput } from './coerce.ts';

const read = compileInput(
  Type.Object({
    id: Type.Optional(Type.Array(Type.String({ maxLength: 20 }))),
    on: Type.Optional(Type.Boolean()),
    limit: Type.Optional(Type.Integer({ minimum: 1 })),
    source: Type.Optional(Type.Object({ privacy: Type.Optional(Type.String({ maxLength: 20 })) })),
    fields: Type.Optional(Type.Array(Type.Object({ name: Type.String({ maxLength: 9 }) }))),
    when: Type.Optional(Type.Union([Type.String({ maxLength: 9 }), Type.Null()])),
  }),
);

test.each(['id[]=1&id[]=2', 'id=1&id=2', 'id[0]=1&id[1]=2'])('a list is understood as %s', (form) => {
  expect(read(parseForm(form))).toEqual({ id: ['1', '2'] });
});

test('one value alone is a list of one, and a list nested in a form keeps its order', () => {
  expect(read(parseForm('id=7'))).toEqual({ id: ['7'] });
  expect(read(parseForm('fields[1][name]=b&fields[0][name]=a'))).toEqual({ fields: [{ name: 'a' }, { name: 'b' }] });
});

test.each(['false', 'False', 'FALSE', '0', 'f', 'F', 'off', 'OFF'])('"%s" is false', (word) => {
  expect(read({ on: word })).toEqual({ on: false });
});

test('any other word is true, an empty one is not given', () => {
  expect(read({ on: '1' })).toEqual({ on: true });
  expect(read({ on: '' })).toEqual({});
});

test('unknown keys and nulls are left out, known ones are checked and named', () => {
  expect(read({ role: 'admin', on: null, when: null })).toEqual({ when: null });
  expect(() => read({ limit: 'abc' })).toThrow(/limit/);
  expect(() => read({ limit: '-1' })).toThrow(/limit/);
  expect(() => read({ source: 'x' })).toThrow(/source/);
});

test('text that cannot be stored is refused before it reaches a room', () => {
  expect(() => read({ id: ['a\0'] })).toThrow(/characters/);
  expect(() => read({ id: ['\ud800'] })).toThrow(/characters/);
});

test('a key that would reach the prototype stays an unknown key', () => {
  expect(read(JSON.parse('{"__proto__":{"on":true},"constructor":{"prototype":{}}}'))).toEqual({});
  expect(({} as Record<string, unknown>)['on']).toBeUndefined();
});
