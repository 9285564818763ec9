// The invisible characters that turn the direction of text (UAX 9, section 2). Left open, they would turn whatever a
// client prints after the post or the name: a reader would see "moc.live" as "evil.com".

const POP_EMBEDDING = 0x202c;
const POP_ISOLATE = 0x2069;

/** Deepest nesting kept. UAX 9 allows 125; no person writes more than a few. */
const DEEPEST = 16;

/** The character that closes what this one opens, 0 when it opens nothing. */
function closerOf(code: number): number {
  if (code === 0x202a || code === 0x202b || code === 0x202d || code === 0x202e) return POP_EMBEDDING;
  return code >= 0x2066 && code <= 0x2068 ? POP_ISOLATE : 0;
}

function isCloser(code: number): boolean {
  return code === POP_EMBEDDING || code === POP_ISOLATE;
}

/**
 * The text without closers that close nothing and without openers nested too deep. What is still open at its end is
 * left in `turns`, as the closers to come, innermost last; the caller writes them where the line ends.
 */
export function balanceBidi(text: string, turns: number[]): string {
  let out = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const closer = closerOf(code);
    if (closer === 0 && !isCloser(code)) continue;
    out += text.slice(from, i) + (closer === 0 ? close(code, turns) : open(code, closer, turns));
    from = i + 1;
  }
  return out + text.slice(from);
}

function open(code: number, closer: number, turns: number[]): string {
  if (turns.length === DEEPEST) return '';
  turns.push(closer);
  return String.fromCharCode(code);
}

/** An embedding cannot be closed from within an isolate; closing an isolate closes the embeddings opened in it. */
function close(code: number, turns: number[]): string {
  const match = code === POP_ISOLATE ? turns.lastIndexOf(POP_ISOLATE) : turns.length - 1;
  if (match < 0 || turns[match] !== code) return '';
  let closers = '';
  while (turns.length > match) closers += String.fromCharCode(turns.pop() ?? 0);
  return closers;
}

/** The text with only those direction controls that have their counterpart; an opener without one goes as well. */
export function dropUnmatchedBidi(text: string): string {
  const matched = new Set<number>();
  const opened: { at: number; closer: number }[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const closer = closerOf(code);
    if (closer !== 0) opened.push({ at: i, closer });
    else if (isCloser(code)) match(code, i, opened, matched);
  }
  let kept = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((closerOf(code) === 0 && !isCloser(code)) || matched.has(i)) kept += text.charAt(i);
  }
  return kept;
}

function match(code: number, at: number, opened: { at: number; closer: number }[], matched: Set<number>): void {
  const last = opened.at(-1);
  if (code === POP_EMBEDDING) {
    if (last?.closer !== POP_EMBEDDING) return;
  } else if (!opened.some(turn => turn.closer === POP_ISOLATE)) return;
  for (;;) {
    const turn = opened.pop();
    if (turn === undefined) return;
    if (turn.closer !== code) continue;
    matched.add(turn.at).add(at);
    return;
  }
}
