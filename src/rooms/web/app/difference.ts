/** What became of a text, word by word. Pure. */

export interface Piece {
  readonly kind: 'same' | 'gone' | 'come';
  readonly text: string;
}

/** Beyond that the whole text is said to be another: the comparison takes as much room as both lengths multiplied. */
const MOST_WORDS = 2000;

const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{M}\p{N}_'’-]+|[^\s\p{L}\p{M}\p{N}_]/gu) ?? [];

/** For each pair of beginnings left, how many words they have in common at most. */
function common(before: readonly string[], now: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = now.length - 1; b >= 0; b--) {
      const row = table[a] as Uint16Array;
      const below = table[a + 1] as Uint16Array;
      row[b] = before[a] === now[b] ? (below[b + 1] ?? 0) + 1 : Math.max(below[b] ?? 0, row[b + 1] ?? 0);
    }
  }
  return table;
}

/** The pieces of two wordings in reading order; joined without what went they are the new text, without what came the old one. */
export function difference(before: string, now: string): Piece[] {
  const old = wordsOf(before);
  const fresh = wordsOf(now);
  if (before === now) return [{ kind: 'same', text: now }];
  if (old.length > MOST_WORDS || fresh.length > MOST_WORDS) return [{ kind: 'gone', text: before }, { kind: 'come', text: now }];
  const table = common(old, fresh);
  const pieces: { kind: Piece['kind']; text: string }[] = [];
  const add = (kind: Piece['kind'], text: string): void => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else pieces.push({ kind, text });
  };
  let a = 0;
  let b = 0;
  while (a < old.length || b < fresh.length) {
    const gone = old[a];
    const come = fresh[b];
    if (gone !== undefined && gone === come) {
      add('same', gone);
      a++;
      b++;
    } else if (gone !== undefined && (come === undefined || (table[a + 1]?.[b] ?? 0) >= (table[a]?.[b + 1] ?? 0))) {
      add('gone', gone);
      a++;
    } else {
      add('come', come as string);
      b++;
    }
  }
  return pieces;
}
