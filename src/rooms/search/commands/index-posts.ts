import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { entryOf, subjectWords } from '../lexemes.ts';
import {
  deleteEntries, deleteOrphans, lockIndex, selectIdsBelow, selectIndexable, selectProgress, selectSubjects, updateOpen, updateProgress, upsertEntries,
} from '../queries/entries.ts';
import type { Progress } from '../queries/entries.ts';
import { loadStems } from '../stems.ts';

/** So many entries are written in one transaction: a search waits for none of them, another writer for all. */
const AT_ONCE = 400;

/** Makes the index say of these posts what is so now, whatever it said before; safe to run twice and in any order. */
export function indexPosts(ctx: Context, ids: readonly Id[]): Promise<void> {
  return transaction(ctx, async (tx) => {
    await lockIndex(tx);
    await writeEntries(tx, ids);
  });
}

async function writeEntries(tx: Context, ids: readonly Id[]): Promise<void> {
  const subjects = (await selectSubjects(tx, ids)).map((post) => ({ post, words: subjectWords(post) }));
  const stemsOf = await loadStems(tx, subjects.flatMap(({ words }) => words));
  const found = new Set(subjects.map(({ post }) => post.id));
  await deleteEntries(tx, ids.filter((id) => !found.has(id)));
  await upsertEntries(tx, subjects.map(({ post, words }) => entryOf(post, words, stemsOf)));
}

/** Makes an author's posts found, or no longer found, by everybody, as the author has chosen. */
export async function settleAuthor(ctx: Context, authorId: Id): Promise<void> {
  for (let changed = AT_ONCE; changed === AT_ONCE;) {
    changed = await transaction(ctx, async (tx) => {
      await lockIndex(tx);
      const indexable = await selectIndexable(tx, authorId);
      return indexable === undefined ? 0 : updateOpen(tx, authorId, indexable, AT_ONCE);
    });
  }
}

/** Forgets how far a rebuild had come: all posts are to be done again. What is there stays found meanwhile. */
export async function beginRebuild(ctx: Context): Promise<void> {
  const [newest] = await selectIdsBelow(ctx, Number.MAX_SAFE_INTEGER, 1);
  await updateProgress(ctx, { below: Math.max(newest ?? 0, 0) + 1, done: 0 });
}

/** Goes on with a rebuild from where it stands, newest first, and tells after each part how many are done. */
export async function rebuild(ctx: Context, tell: (done: number) => void): Promise<void> {
  for (;;) {
    const { below, done } = await transaction(ctx, rebuildPart);
    tell(done);
    if (below === null) return;
  }
}

/** One part, and the note how far it got, in the same transaction: a crash loses neither. */
async function rebuildPart(tx: Context): Promise<Progress> {
  await lockIndex(tx);
  const { below, done } = await selectProgress(tx);
  if (below === null) return { below, done };
  const ids = await selectIdsBelow(tx, below, AT_ONCE);
  const next = ids.length < AT_ONCE ? null : (ids.at(-1) ?? null);
  await deleteOrphans(tx, next ?? 0, below);
  await writeEntries(tx, ids);
  const progress = { below: next, done: done + ids.length };
  await updateProgress(tx, progress);
  return progress;
}
