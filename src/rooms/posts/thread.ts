/** The tree of a thread, built in memory from its rows. */

import type { Id } from '#kit/ids.ts';
import type { ThreadRow } from './queries/threads.ts';

export interface ThreadCaps {
  readonly ancestors: number;
  readonly descendants: number;
  /** How many answers to answers deep. */
  readonly depth: number;
}

/** Mastodon's figures: what a visitor sees of a long thread, and what a member does. */
export const VISITOR_CAPS: ThreadCaps = { ancestors: 40, descendants: 60, depth: 20 };
export const MEMBER_CAPS: ThreadCaps = { ancestors: 4096, descendants: 4096, depth: 4096 };

/** What a post answers, oldest first, and the answers to it, depth first, each row of siblings oldest first. */
export function treeAround(rows: readonly ThreadRow[], id: Id, caps: ThreadCaps): { ancestors: Id[]; descendants: Id[] } {
  const parents = new Map<Id, Id | null>();
  const children = new Map<Id, Id[]>();
  for (const row of rows) {
    parents.set(row.id, row.reply_to_id);
    if (row.reply_to_id === null) continue;
    const siblings = children.get(row.reply_to_id);
    if (siblings === undefined) children.set(row.reply_to_id, [row.id]);
    else siblings.push(row.id);
  }
  return { ancestors: climb(parents, id, caps.ancestors), descendants: descend(children, id, caps) };
}

function climb(parents: ReadonlyMap<Id, Id | null>, id: Id, most: number): Id[] {
  const ancestors: Id[] = [];
  for (let at = parents.get(id); at != null && parents.has(at) && ancestors.length < most; at = parents.get(at)) ancestors.push(at);
  return ancestors.reverse();
}

/** With a stack of its own: a chain of four thousand answers would end the one of the runtime. */
function descend(children: ReadonlyMap<Id, readonly Id[]>, id: Id, caps: ThreadCaps): Id[] {
  const found: Id[] = [];
  const stack: { id: Id; depth: number }[] = [];
  const push = (parent: Id, depth: number): void => {
    if (depth > caps.depth) return;
    for (const child of (children.get(parent) ?? []).toReversed()) stack.push({ id: child, depth });
  };
  push(id, 1);
  for (let next = stack.pop(); next !== undefined && found.length < caps.descendants; next = stack.pop()) {
    found.push(next.id);
    push(next.id, next.depth + 1);
  }
  return found;
}
