/**
 * All keywords of somebody looked for in one pass over a text (Aho and Corasick, 1975): the time grows with the text and not
 * with the number of keywords, and nothing that people type becomes a regular expression. Pure.
 */

/** Something looked for; whole: not as part of a longer word. */
export interface Sought {
  readonly text: string;
  readonly wholeWord: boolean;
}

interface Planted {
  readonly index: number;
  readonly length: number;
  /** A word must not go on before it. */
  readonly closedBefore: boolean;
}

const UNITS = 0x10000;
const ROOT = 0;

/** The field's word: letters, marks, digits and what joins words (`_`). */
const IN_WORD = /[\p{L}\p{M}\p{Nd}\p{Pc}]/u;
const FIRST_IN_WORD = /^[\p{L}\p{M}\p{Nd}\p{Pc}]/u;
const LAST_IN_WORD = /[\p{L}\p{M}\p{Nd}\p{Pc}]$/u;

/** A text in the form in which capitals and small letters, and all kinds of space, are one. Accents stay as typed. */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').replace(/\s+/gu, ' ');
}

/** Where things planted in the tree end, and from any node the way to all that end there. */
class Ends {
  readonly planted: (Planted[] | undefined)[] = [];
  /** The nearest shorter node where something ends; the root if none. */
  nearest = new Int32Array(0);

  plant(node: number, one: Planted): void {
    (this.planted[node] ??= []).push(one);
  }

  first(node: number): number {
    return this.planted[node] === undefined ? (this.nearest[node] as number) : node;
  }
}

export class WordTree {
  /** From a node by a unit of text to the next: the key is both. */
  readonly #next = new Map<number, number>();
  /** The node of the longest end of a node's text that is in the tree itself. */
  readonly #shorter: Int32Array;
  /** What may be found anywhere, and what a word must not go on behind. */
  readonly #open = new Ends();
  readonly #closed = new Ends();
  /** So many steps of text are held. */
  readonly size: number;

  constructor(sought: readonly Sought[]) {
    const steps = [{ node: ROOT, parent: ROOT, unit: 0, depth: 0 }];
    sought.forEach(({ text, wholeWord }, index) => {
      const folded = foldText(text);
      let node = ROOT;
      for (let at = 0; at < folded.length; at++) {
        const unit = folded.charCodeAt(at);
        let next = this.#next.get(node * UNITS + unit);
        if (next === undefined) {
          next = steps.length;
          steps.push({ node: next, parent: node, unit, depth: at + 1 });
          this.#next.set(node * UNITS + unit, next);
        }
        node = next;
      }
      if (node === ROOT) return;
      const ends = wholeWord && LAST_IN_WORD.test(folded) ? this.#closed : this.#open;
      ends.plant(node, { index, length: folded.length, closedBefore: wholeWord && FIRST_IN_WORD.test(folded) });
    });
    this.size = steps.length;
    this.#shorter = new Int32Array(this.size);
    for (const ends of [this.#open, this.#closed]) ends.nearest = new Int32Array(this.size);
    // By depth, so that what is shorter is known before it is asked for.
    for (const { node, parent, unit } of steps.sort((a, b) => a.depth - b.depth)) {
      if (parent === ROOT) continue;
      const shorter = this.#step(this.#shorter[parent] as number, unit);
      this.#shorter[node] = shorter;
      for (const ends of [this.#open, this.#closed]) ends.nearest[node] = ends.first(shorter);
    }
  }

  /** The indexes of what is found in a text, in order. */
  find(text: string): number[] {
    const folded = foldText(text);
    const found = new Set<number>();
    const open = new Search(folded, this.#open, found);
    const closed = new Search(folded, this.#closed, found);
    let node = ROOT;
    for (let at = 0; at < folded.length; at++) {
      node = this.#step(node, folded.charCodeAt(at));
      if (node === ROOT) continue;
      open.collect(node, at + 1);
      if (this.#closed.first(node) !== ROOT && !isWordAt(folded, at + 1)) closed.collect(node, at + 1);
    }
    return [...found].sort((a, b) => a - b);
  }

  #step(from: number, unit: number): number {
    let node = from;
    for (;;) {
      const next = this.#next.get(node * UNITS + unit);
      if (next !== undefined) return next;
      if (node === ROOT) return ROOT;
      node = this.#shorter[node] as number;
    }
  }
}

/** One text being looked through for what ends in one way. */
class Search {
  readonly #text: string;
  readonly #ends: Ends;
  readonly #found: Set<number>;
  readonly #done = new Set<number>();

  constructor(text: string, ends: Ends, found: Set<number>) {
    this.#text = text;
    this.#ends = ends;
    this.#found = found;
  }

  /** All that ends at this place. Where everything was found before nobody looks again: a text of one letter stays cheap. */
  collect(node: number, at: number): void {
    const { planted, nearest } = this.#ends;
    for (let end = this.#ends.first(node); end !== ROOT && !this.#done.has(end); end = nearest[end] as number) {
      const here = planted[end] as Planted[];
      for (const { index, length, closedBefore } of here) {
        if (!closedBefore || !isWordBefore(this.#text, at - length)) this.#found.add(index);
      }
      const below = nearest[end] as number;
      if ((below === ROOT || this.#done.has(below)) && here.every(({ index }) => this.#found.has(index))) this.#done.add(end);
    }
  }
}

function isWordAt(text: string, at: number): boolean {
  const point = text.codePointAt(at);
  return point !== undefined && IN_WORD.test(String.fromCodePoint(point));
}

function isWordBefore(text: string, at: number): boolean {
  if (at === 0) return false;
  const unit = text.charCodeAt(at - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  return isWordAt(text, isLow ? at - 2 : at - 1);
}
