/**
 * Input as clients really send it, made into what the schema says: forms and queries know only text, lists come in four
 * spellings, booleans in nine. Unknown keys are left out; text that PostgreSQL or a reader cannot hold is refused.
 */

import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { invalid } from '#kit/errors.ts';

interface Shape {
  type?: string;
  properties?: Record<string, Shape>;
  additionalProperties?: boolean | Shape;
  items?: Shape;
  anyOf?: Shape[];
  const?: unknown;
}

type Coerce = (value: unknown) => unknown;

const FALSE = new Set(['false', 'False', 'FALSE', '0', 'f', 'F', 'off', 'Off', 'OFF']);

/** Compiles a schema into a function that gives the clean value or throws a Refusal 422 naming the field. */
export function compileInput(schema: TSchema): (value: unknown) => unknown {
  const coerce = coercer(schema as Shape);
  const check = Compile(schema);
  return (value) => {
    const clean = coerce(value ?? {});
    if (check.Check(clean)) return clean;
    const [first] = check.Errors(clean);
    const field = (first?.instancePath ?? '').slice(1).replaceAll('/', '.');
    const missing = (first?.params as { requiredProperties?: string[] } | undefined)?.requiredProperties?.[0];
    const name = [field, missing].filter(Boolean).join('.');
    throw invalid(`Validation failed: ${name} ${missing ? 'is missing' : (first?.message ?? 'is not valid')}`.replace('  ', ' '));
  };
}

function coercer(shape: Shape): Coerce {
  if (shape.anyOf) return unionCoercer(shape.anyOf);
  switch (shape.type) {
    case 'object':
      return objectCoercer(shape);
    case 'array':
      return arrayCoercer(shape);
    case 'boolean':
      return toBoolean;
    case 'integer':
    case 'number':
      return toNumber;
    case 'string':
      return toText;
    case 'null':
      return (value) => (value === '' ? null : value);
    default:
      return cleanDeep;
  }
}

function unionCoercer(members: Shape[]): Coerce {
  const nullable = members.some((member) => member.type === 'null');
  const others = members.filter((member) => member.type !== 'null');
  const main = others.length === 1 && others[0] !== undefined ? coercer(others[0]) : cleanDeep;
  return (value) => (value === null && nullable ? null : main(value));
}

function objectCoercer(shape: Shape): Coerce {
  const known = Object.entries(shape.properties ?? {}).map(([key, child]) => [key, coercer(child), acceptsNull(child)] as const);
  const rest = typeof shape.additionalProperties === 'object' ? coercer(shape.additionalProperties) : undefined;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const out: Record<string, unknown> = {};
    const from = value as Record<string, unknown>;
    for (const [key, child, nullable] of known) {
      if (!Object.hasOwn(from, key)) continue;
      const given = from[key];
      if (given === undefined || (given === null && !nullable)) continue;
      const made = child(given);
      if (made !== undefined) out[key] = made;
    }
    if (rest) {
      for (const key of Object.keys(from)) if (!Object.hasOwn(out, key) && key !== '__proto__') out[toText(key) as string] = rest(from[key]);
    }
    return out;
  };
}

function acceptsNull(shape: Shape): boolean {
  return shape.type === 'null' || (shape.anyOf?.some(acceptsNull) ?? false);
}

function arrayCoercer(shape: Shape): Coerce {
  const item = coercer(shape.items ?? {});
  return (value) => {
    if (Array.isArray(value)) return value.map(item);
    if (value === '') return [];
    if (typeof value !== 'object' || value === null) return [item(value)];
    const entries = Object.entries(value);
    if (!entries.every(([key]) => /^\d{1,6}$/.test(key))) return value;
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, entry]) => item(entry));
  };
}

function toBoolean(value: unknown): unknown {
  if (value === '') return undefined;
  if (value === 0 || value === 1) return value === 1;
  return typeof value === 'string' ? !FALSE.has(value) : value;
}

function toNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === '') return undefined;
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value;
}

function toText(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') refuseBroken(value);
  return value;
}

/** U+0000 cannot be stored, and a lone surrogate is no character. */
function refuseBroken(text: string): void {
  if (text.includes('\0') || !text.isWellFormed()) throw invalid('Validation failed: the text holds characters that are not valid');
}

function cleanDeep(value: unknown): unknown {
  if (typeof value === 'string') refuseBroken(value);
  else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) {
    refuseBroken(key);
    cleanDeep(inner);
  }
  return value;
}
