/** The files of a post that is written: kept in this browser and sent as soon as they are chosen, so that writing goes on meanwhile. */

import { useEffect, useRef } from 'react';
import { ApiError } from '../../client/api.ts';
import { dropFile, keepFile, readFile } from '../../client/drafts.ts';
import { upload } from '../../client/upload.ts';
import * as m from '../../paraglide/messages.js';
import { chosen, mediumOf } from './draft.ts';
import type { ChangePiece, FileProblem, Medium, Piece, Place } from './draft.ts';
import type { Settings } from './settings.ts';

export interface Uploads {
  /** @returns why not all of them were taken */
  add(files: readonly File[]): string | undefined;
  retry(key: string): void;
  remove(key: string): void;
  move(key: string, by: -1 | 1): void;
  change(key: string, part: Partial<Medium>): void;
}

/** The server forgets a file that no post shows after a day; before that it is sent anew. */
const FRESH_MS = 12 * 3_600_000;

function reasonOf(error: unknown): FileProblem {
  const code = !(error instanceof ApiError) ? 'failed' : error.offline ? 'offline' : error.status === 413 ? 'large' : error.status === 422 ? 'refused' : 'failed';
  return { code, reason: error instanceof ApiError ? error.message.replace(/^Validation failed: /, '') : '' };
}

/** What can be seen of a file without sending it. */
function flawOf(file: File, { pictureBytes, movieBytes }: Settings): FileProblem | undefined {
  const most = file.type.startsWith('image/') ? pictureBytes : movieBytes;
  if (file.size === 0) return { code: 'empty', reason: '' };
  if (file.size > most) return { code: 'large', reason: String(Math.floor(most / (1 << 20))) };
  return /^(?:image|video|audio)\//.test(file.type) ? undefined : { code: 'kind', reason: '' };
}

interface Where {
  readonly account: string;
  readonly place: Place;
}

export function useUploads(piece: Piece, change: ChangePiece, settings: Settings, { account, place }: Where): Uploads {
  const sendings = useRef(new Map<string, AbortController>());
  const now = useRef(piece);
  useEffect(() => {
    now.current = piece;
  });
  const amend = (key: string, part: Partial<Medium> | ((medium: Medium) => Partial<Medium>)): void =>
    change(({ media }) => ({ media: media.map((one) => (one.key === key ? { ...one, ...(typeof part === 'function' ? part(one) : part) } : one)) }));
  const send = async (key: string, blob: Blob, name: string): Promise<void> => {
    if (sendings.current.has(key)) return;
    const stop = new AbortController();
    sendings.current.set(key, stop);
    amend(key, { id: undefined, sent: 0, problem: undefined });
    try {
      const attachment = await upload(blob instanceof File ? blob : new File([blob], name, { type: blob.type }), { signal: stop.signal, onProgress: (sent) => amend(key, { sent }) });
      // What was said of it meanwhile stands.
      amend(key, ({ description, focus, preview }) => ({
        ...mediumOf(attachment), key, name, preview: preview ?? attachment.preview_url ?? undefined, description, focus, sentAt: Date.now(), sent: undefined, changed: description !== '' || focus.x !== 0 || focus.y !== 0,
      }));
    } catch (error) {
      if (!stop.signal.aborted) amend(key, { sent: undefined, problem: reasonOf(error) });
    } finally {
      sendings.current.delete(key);
    }
  };
  const again = async (key: string): Promise<void> => {
    const file = await readFile(account, place, key).catch(() => undefined);
    if (file === undefined) return amend(key, { sent: undefined, problem: { code: 'failed', reason: '' } });
    if (file.blob.type.startsWith('image/')) amend(key, { preview: URL.createObjectURL(file.blob) });
    await send(key, file.blob, file.name);
  };
  const resume = useRef((_all: boolean): void => undefined);
  useEffect(() => {
    resume.current = (all) => {
      for (const { key, id, sentAt, problem } of now.current.media) {
        const gone = id === undefined ? all || problem?.code === 'offline' : sentAt !== undefined && Date.now() - sentAt > FRESH_MS;
        if (gone && (problem === undefined || problem.code === 'offline' || (all && problem.code === 'failed'))) void again(key);
        else if (all) void readFile(account, place, key).then((file) => { if (file?.blob.type.startsWith('image/') === true) amend(key, { preview: URL.createObjectURL(file.blob) }); }, () => undefined);
      }
    };
  });
  useEffect(() => {
    const { current } = sendings;
    const online = (): void => resume.current(false);
    resume.current(true);
    addEventListener('online', online);
    return () => {
      removeEventListener('online', online);
      for (const stop of current.values()) stop.abort();
    };
  }, []);
  return {
    add(files) {
      const room = settings.attachments - piece.media.length;
      const taken = files.slice(0, Math.max(0, room)).map((file) => ({ file, medium: { ...chosen(file, file.name), problem: flawOf(file, settings) } }));
      change(({ media }) => ({ media: [...media, ...taken.map(({ medium }) => medium)] }));
      for (const { file, medium: { key, name, problem } } of taken) {
        if (problem !== undefined) continue;
        // Where the browser keeps nothing it is sent all the same.
        void keepFile({ account, draft: place, key, name, blob: file }).catch(() => undefined);
        void send(key, file, name);
      }
      return taken.length < files.length ? m.upload_too_many({ count: settings.attachments }) : undefined;
    },
    retry: (key) => void again(key),
    remove(key) {
      sendings.current.get(key)?.abort();
      void dropFile(account, place, key).catch(() => undefined);
      change(({ media }) => ({ media: media.filter((one) => one.key !== key) }));
    },
    move(key, by) {
      change(({ media }) => {
        const from = media.findIndex((one) => one.key === key);
        const moved = [...media];
        const [one] = moved.splice(from, 1);
        if (one !== undefined) moved.splice(Math.max(0, from + by), 0, one);
        return { media: moved };
      });
    },
    change: (key, part) => amend(key, { ...part, changed: true }),
  };
}
