import type { Readable } from 'node:stream';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { openFile } from '../disk.ts';
import { presentFile } from '../presenter/chats.ts';
import { selectFile, selectSent } from '../queries/files.ts';
import { selectMessage } from '../queries/messages.ts';
import { isThere } from '../rules.ts';
import type { FileRow } from '../types.ts';
import type { ShownChats } from './chats.ts';
import { getReadable } from './messages.ts';

/** A file of a message that the viewer may read, or one of their own that is not sent yet. @throws Refusal 404 */
async function getFile(ctx: Context, chatId: Id, id: Id): Promise<FileRow> {
  const { member } = await getReadable(ctx, chatId);
  const file = await selectFile(ctx, chatId, id);
  if (file === undefined) throw notFound();
  if (file.message_id === null) {
    if (file.owner_id !== member.account_id) throw notFound();
    return file;
  }
  const message = await selectMessage(ctx, chatId, file.message_id);
  if (message === undefined || !isThere(message, member, ctx.now())) throw notFound();
  return file;
}

export interface Opened {
  readonly file: FileRow;
  readonly type: string;
  /** Never the same for two files. */
  readonly name: string;
  open(part: (size: number) => { start: number; end: number } | undefined): Promise<{ stream: Readable; size: number }>;
}

/** A file, or its small picture, to be sent: who may have it is asked each time. @throws Refusal 404 */
export async function readFile(ctx: Context, chatId: Id, id: Id, which: 'file' | 'preview'): Promise<Opened> {
  const file = await getFile(ctx, chatId, id);
  const [name, type] = which === 'file' ? [file.disk, file.type] : [file.preview, file.preview_type];
  if (name === null || type === null) throw notFound();
  return {
    file, type, name,
    open: async (part) => {
      const found = await openFile(ctx, name, part);
      if (found === undefined) throw notFound();
      return found;
    },
  };
}

/** The files that were sent in a chat, as far as the viewer may read it, newest first. @throws Refusal 404 */
export async function readFiles(ctx: Context, chatId: Id, page: { maxId?: Id | undefined; limit: number }): Promise<ShownChats> {
  const { member } = await getReadable(ctx, chatId);
  const rows = await selectSent(ctx, chatId, { above: member.after_id, below: page.maxId ?? Number.MAX_SAFE_INTEGER, limit: page.limit }, ctx.now());
  const [first, last] = [rows[0]?.id, rows.at(-1)?.id];
  return { shown: rows.map(presentFile), cursors: { ...(first && { first }), ...(last && { last }), full: rows.length === page.limit } };
}
