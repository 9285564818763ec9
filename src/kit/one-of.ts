/** Words to choose from, as a schema whose type is those words and no others. */

import { Type } from 'typebox';
import type { TLiteral, TUnion } from 'typebox';

type Literals<Words extends readonly string[]> = { -readonly [Place in keyof Words]: TLiteral<Words[Place]> };

/** One of some words. A union made by `map` would forget which they are, and be compared through casts. */
export function oneOf<const Words extends readonly string[]>(words: Words): TUnion<Literals<Words>> {
  return Type.Union(words.map((word) => Type.Literal(word))) as unknown as TUnion<Literals<Words>>;
}
