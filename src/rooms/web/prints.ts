/**
 * Posts in HTML, as visitors get them: drawn once for each wording and form, and put into every page that shows them so.
 *
 * A print is kept under all that it is made of, the JSON of the post itself among it. So nobody has to tell this memory of what
 * changes: a post that was edited, counted or signed with another name has another JSON, and one that is gone is not asked for.
 */

import { Cache } from '#kit/cache.ts';
import { perHouse } from '#platform/context.ts';

/** Some four thousand posts. */
const MOST_BYTES = 32 << 20;

interface Kept {
  readonly key: string;
  readonly post: object;
  readonly html: Map<string, string>;
  bytes: number;
}

class Prints {
  readonly #kept = new Cache<string, Kept>({ maxBytes: MOST_BYTES, sizeOf: ({ bytes }) => bytes });
  readonly #keptOf = new WeakMap<object, Kept>();

  read(json: Buffer): object {
    // Byte for byte, and quicker than as text.
    const key = json.toString('latin1');
    const there = this.#kept.get(key);
    if (there !== undefined) return there.post;
    const post = JSON.parse(json.toString()) as object;
    const kept: Kept = { key, post, html: new Map(), bytes: json.length * 4 };
    this.#kept.set(key, kept);
    this.#keptOf.set(post, kept);
    return post;
  }

  print(post: object, form: string, make: () => string): string {
    const kept = this.#keptOf.get(post);
    const there = kept?.html.get(form);
    if (kept === undefined || there !== undefined) return there ?? make();
    const html = make();
    kept.html.set(form, html);
    kept.bytes += (html.length + form.length) * 2;
    // Weighed anew.
    this.#kept.set(kept.key, kept);
    return html;
  }
}

export const printsOf = perHouse(() => new Prints());
