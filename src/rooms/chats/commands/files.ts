/** Files for chats. */

import { unlink } from 'node:fs/promises';
import { prepareApart } from '#media';
import { limits } from '#instance';
import { forbidden, invalid, notFound, tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { countGraphemes } from '#kit/text.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { SpooledFile } from '#platform/http/route.ts';
import type { Prepared } from '#platform/media/prepared.ts';
import { checkBound } from '../bound.ts';
import { keepFile } from '../disk.ts';
import { deleteWaiting, insertFile, selectWaitingCount } from '../queries/files.ts';
import { getReadable } from '../reads/messages.ts';
import { mayWrite, tidyFileName } from '../rules.ts';
import { fileBytesSetting } from '../settings.ts';
import type { FileKind, FileMeta, FileRow } from '../types.ts';
import { dropFiles } from './erase.ts';

const KINDS: Record<Prepared['type'], FileKind> = { image: 'picture', gifv: 'video', video: 'video', audio: 'sound' };
/** Uploaded and not sent yet. */
const MOST_WAITING = 40;
const MEBIBYTE = 1024 * 1024;

export interface FileWish {
  readonly description?: string | undefined;
  readonly voice?: boolean | undefined;
  readonly waveform?: readonly number[] | undefined;
}

/** What is kept on the disk of a file that was prepared, and what is known of it. */
async function keepPrepared(ctx: Context, prepared: Prepared, wish: FileWish): Promise<Pick<FileRow, 'kind' | 'type' | 'disk' | 'preview' | 'preview_type' | 'meta'>> {
  const { type, file, preview, size, duration, blurhash } = prepared;
  const kind = KINDS[type];
  const meta: FileMeta = {
    ...(size && { width: size.width, height: size.height }), ...(duration !== undefined && { duration }), ...(blurhash !== undefined && { blurhash }),
    ...(kind === 'sound' && wish.voice === true && { voice: true, ...(wish.waveform && { waveform: wish.waveform }) }),
  };
  return { kind, type: file.type, disk: await keepFile(ctx, file.path), preview: preview === undefined ? null : await keepFile(ctx, preview.path), preview_type: preview?.type ?? null, meta };
}

/**
 * Takes a file in for a chat; it is the viewer's own until they send it there. Pictures, films and sounds are prepared as for posts, which takes
 * off what they say of where and with what they were made; anything else is kept as it came.
 * @throws Refusal 404, 403, 413, 422 for a picture that cannot be opened, 429, 503
 */
export async function uploadFile(ctx: Context, chatId: Id, file: SpooledFile | undefined, wish: FileWish): Promise<FileRow> {
  const { chat, member } = await getReadable(ctx, chatId);
  if (member.state !== 'in') throw notFound();
  if (!mayWrite(chat, member)) throw forbidden('The conversation is locked');
  await checkBound(ctx, chat, member.account_id);
  const most = ctx.settings.get(fileBytesSetting);
  if (file === undefined || file.size === 0) throw invalid("Validation failed: file can't be blank");
  if (file.size > most) throw invalid(`Validation failed: file has ${Math.floor(most / MEBIBYTE)} MB at most`);
  const description = (wish.description ?? '').trim();
  if (countGraphemes(description) > limits.mediaDescription) throw invalid(`Validation failed: description has ${limits.mediaDescription} characters at most`);
  if ((await selectWaitingCount(ctx, member.account_id)) >= MOST_WAITING) throw tooMany('Please send or remove the files that you uploaded before', 60);
  const prepared = await prepareApart(ctx, file);
  const kept = prepared === undefined
    ? { kind: 'file' as const, type: 'application/octet-stream', disk: await keepFile(ctx, file.path), preview: null, preview_type: null, meta: {} }
    : await keepPrepared(ctx, prepared, wish);
  try {
    return await transaction(ctx, async (tx) => {
      const row: FileRow = {
        id: newId(tx), chat_id: chatId, owner_id: member.account_id, message_id: null, name: tidyFileName(file.filename, kept.type), size: file.size, description, created_at: tx.now(), ...kept,
      };
      await insertFile(tx, row);
      return row;
    });
  } finally {
    if (prepared !== undefined) await unlink(prepared.file.path).catch(() => undefined);
  }
}

/** Removes a file that was not sent. @throws Refusal 404 */
export async function removeUpload(ctx: Context, chatId: Id, id: Id): Promise<void> {
  const { member } = await getReadable(ctx, chatId);
  await transaction(ctx, async (tx) => {
    const rows = await deleteWaiting(tx, { chatId, ownerId: member.account_id, id });
    if (rows.length === 0) throw notFound();
    await dropFiles(tx, rows);
  });
}
