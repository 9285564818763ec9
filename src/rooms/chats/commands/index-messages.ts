/** What messages are found by, kept with them. */

import { loadStems, vectorOf, windowsOf, wordsOf } from '#search';
import type { Id } from '#kit/ids.ts';
import { parseText } from '#kit/text.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectFilesOf } from '../queries/files.ts';
import { lockBelow, lockProgress, updateProgress, upsertEntries } from '../queries/search.ts';
import type { Entry } from '../queries/search.ts';
import type { FileKind, FileRow, MessageRow } from '../types.ts';

type Vector = (marks: readonly string[]) => string;

/** The words of a text, to be written out with the marks of its message. Reads the stems of words that were not said before. */
export async function readVector(ctx: Context, text: string): Promise<Vector> {
  const words = wordsOf(text);
  const stemsOf = await loadStems(ctx, words);
  return (marks) => vectorOf(words, marks, { stemsOf });
}

/** A message with files is found by what they are called and by what they show, too. */
export const wordsOfFiles = ({ body }: Pick<MessageRow, 'body'>, files: readonly FileRow[]): string => [body, ...files.flatMap(({ name, description }) => [name, description])].join('\n');

const MARKS: Record<FileKind, readonly string[]> = { picture: ['h/media', 'h/image'], video: ['h/media', 'h/video'], sound: ['h/media', 'h/audio'], file: ['h/file'] };

/** The row of the index of a message; undefined for one that says nothing to the server. */
export function entryOf(row: MessageRow, vector: Vector, files: readonly FileRow[] = []): Entry | undefined {
  if (row.deleted_at !== null || row.opaque !== null) return undefined;
  const marks = [`a/${row.author_id}`, ...windowsOf(row.id)];
  if (row.reply_to_id !== null) marks.push('i/reply');
  if (row.link !== null || parseText(row.body).links.length > 0) marks.push('h/link');
  marks.push(...new Set(files.flatMap(({ kind }) => MARKS[kind])));
  return { messageId: row.id, chatId: row.chat_id, expiresAt: row.expires_at, words: vector(marks) };
}

const AT_ONCE = 500;

/** Puts messages from before there was an index into it. Safe to run at any time. @returns whether more wait */
export function indexOld(ctx: Context): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    const below = await lockProgress(tx);
    if (below === undefined) return false;
    const rows = await lockBelow(tx, below, AT_ONCE);
    const filesOf = Map.groupBy(await selectFilesOf(tx, rows.filter(({ files }) => files > 0).map(({ id }) => id)), (file) => file.message_id as Id);
    const entries: Entry[] = [];
    for (const row of rows) {
      const files = filesOf.get(row.id) ?? [];
      const entry = entryOf(row, await readVector(tx, wordsOfFiles(row, files)), files);
      if (entry !== undefined) entries.push(entry);
    }
    if (entries.length > 0) await upsertEntries(tx, entries);
    await updateProgress(tx, rows.length < AT_ONCE ? null : (rows.at(-1)?.id ?? null));
    return rows.length === AT_ONCE;
  });
}
