/** A motto is the first field of a profile when it is called one: every app shows it, and our profiles set it apart. */

interface Field {
  readonly name: string;
  readonly value: string;
}

const NAMES = new Set(['motto', 'devise']);

/** The motto, as the API gives values of fields, and the fields without it. */
export function splitMotto<F extends Field>(fields: readonly F[]): { motto: F | undefined; rest: readonly F[] } {
  const [first, ...rest] = fields;
  return first !== undefined && NAMES.has(first.name.trim().toLowerCase()) ? { motto: first, rest } : { motto: undefined, rest: fields };
}
