/** What goes takes everything along: files from the disk, and the cards of addresses that nothing names any more. */

import { forgetCards as forgetUnnamed } from '#links';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { defineJob } from '#platform/jobs.ts';
import { listFiles, removeFiles } from '../disk.ts';
import { boardChanged } from '../events.ts';
import { updateOwnerless } from '../queries/board.ts';
import { deleteChats } from '../queries/chats.ts';
import { deleteFilesOfChats, deleteFilesOfMessages, deleteForgotten, selectKept } from '../queries/files.ts';
import { deleteMessages, selectLinksIn, selectLinksOf, updateDeleted } from '../queries/messages.ts';
import type { FileRow } from '../types.ts';

/** The work of after the commit. */
export const removeLeft = defineJob<{ readonly names: readonly string[]; readonly urls: readonly string[] }>('chats.removeLeft');

/** Takes files off the disk once their rows are gone for good. */
export async function dropFiles(tx: Context, rows: readonly Pick<FileRow, 'disk' | 'preview'>[], urls: readonly string[] = []): Promise<void> {
  const names = rows.flatMap(({ disk, preview }) => (preview === null ? [disk] : [disk, preview]));
  if (names.length > 0 || urls.length > 0) await tx.enqueue(removeLeft, { names, urls });
}

/** The job of it. Safe to repeat. */
export async function removeWhatIsLeft(ctx: Context, { names, urls }: { names: readonly string[]; urls: readonly string[] }): Promise<void> {
  await removeFiles(ctx, names);
  if (urls.length > 0) await forgetUnnamed(ctx, urls, true);
}

/** Nothing is left of these messages but that they were there; or, `whole`, not even that. */
export async function eraseMessages(tx: Context, ids: readonly Id[], how: 'trace' | 'whole'): Promise<void> {
  if (ids.length === 0) return;
  const [urls, files] = await Promise.all([selectLinksOf(tx, ids), deleteFilesOfMessages(tx, ids)]);
  if (how === 'trace') await updateDeleted(tx, ids, tx.now());
  else await deleteMessages(tx, ids);
  await dropFiles(tx, files, urls);
}

/** Chats with everything that was in them. */
export async function eraseChats(tx: Context, ids: readonly Id[]): Promise<void> {
  const [urls, files] = await Promise.all([selectLinksIn(tx, ids), deleteFilesOfChats(tx, ids)]);
  await deleteChats(tx, ids);
  await dropFiles(tx, files, urls);
}

/** Whoever is out of a chat, or gone, has no task in it any more: it is nobody's yet. */
export async function freeTasks(tx: Context, ownerId: Id, chatId?: Id): Promise<void> {
  for (const { id, chat_id: inChat } of await updateOwnerless(tx, ownerId, chatId)) tx.emit(boardChanged, { chatId: inChat, what: 'task', boardId: id });
}

/** What was uploaded and not sent is kept so long. */
const KEPT_MS = 86_400_000;
/** A file is on the disk a moment before its row; what has had none for so long was left behind by a crash. */
const ORPHAN_MS = 3_600_000;
const BATCH = 500;

/** Uploads that nobody sent, and files without a row. */
export async function sweepFiles(ctx: Context): Promise<void> {
  for (let count = BATCH; count === BATCH;) {
    count = await transaction(ctx, async (tx) => {
      const rows = await deleteForgotten(tx, new Date(tx.now().getTime() - KEPT_MS), BATCH);
      await dropFiles(tx, rows);
      return rows.length;
    });
  }
  let names: string[] = [];
  const sweep = async (): Promise<void> => {
    const kept = new Set(await selectKept(ctx, names));
    await removeFiles(ctx, names.filter((name) => !kept.has(name)));
    names = [];
  };
  for await (const name of listFiles(ctx, new Date(Date.now() - ORPHAN_MS))) {
    names.push(name);
    if (names.length === BATCH) await sweep();
  }
  if (names.length > 0) await sweep();
}
