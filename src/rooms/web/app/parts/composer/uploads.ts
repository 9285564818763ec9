/** The files of a draft: sent as soon as they are chosen, one after the other, so that writing goes on meanwhile. */

import { useEffect, useRef } from 'react';
import { ApiError, newKey } from '../../client/api.ts';
import { upload } from '../../client/upload.ts';
import * as m from '../../paraglide/messages.js';
import { mediumOf } from './draft.ts';
import type { Change, Draft, Kind, Medium } from './draft.ts';

export interface Uploads {
  /** @returns why not all of them were taken */
  add(files: readonly File[]): string | undefined;
  retry(key: string): void;
  remove(key: string): void;
  move(key: string, by: -1 | 1): void;
  change(key: string, part: Partial<Medium>): void;
}

function kindOf({ type }: File): Kind {
  const [kind] = type.split('/');
  return kind === 'video' || kind === 'audio' || kind === 'image' ? kind : 'unknown';
}

const begun = (file: File): Medium => ({
  key: newKey(), id: undefined, type: kindOf(file), name: file.name, preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined,
  description: '', focus: { x: 0, y: 0 }, sent: 0, problem: undefined, changed: false,
});

function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError)) return m.upload_failed();
  if (error.offline) return m.upload_offline();
  if (error.status === 413) return m.upload_too_large();
  return error.status === 422 ? error.message.replace(/^Validation failed: /, '') : m.upload_failed();
}

interface Sending {
  readonly file: File;
  readonly stop: AbortController;
}

/** @param most how many a post may show */
export function useUploads(draft: Draft, change: Change, most: number): Uploads {
  const sendings = useRef(new Map<string, Sending>());
  useEffect(() => {
    const { current } = sendings;
    return () => { for (const { stop } of current.values()) stop.abort(); };
  }, []);
  const amend = (key: string, part: Partial<Medium> | ((medium: Medium) => Partial<Medium>)): void =>
    change(({ media }) => ({ media: media.map((one) => (one.key === key ? { ...one, ...(typeof part === 'function' ? part(one) : part) } : one)) }));
  const send = async (key: string, file: File): Promise<void> => {
    const stop = new AbortController();
    sendings.current.set(key, { file, stop });
    amend(key, { sent: 0, problem: undefined });
    try {
      const attachment = await upload(file, { signal: stop.signal, onProgress: (sent) => amend(key, { sent }) });
      // What was said of it meanwhile stands.
      amend(key, ({ description, focus, changed, preview }) => ({ ...mediumOf(attachment), key, name: file.name, preview: attachment.preview_url ?? preview, description, focus, changed, sent: undefined }));
      sendings.current.delete(key);
    } catch (error) {
      if (!stop.signal.aborted) amend(key, { sent: undefined, problem: reasonOf(error) });
    }
  };
  return {
    add(files) {
      const room = most - draft.media.length;
      const taken = files.slice(0, Math.max(0, room)).map((file) => ({ file, medium: begun(file) }));
      change(({ media }) => ({ media: [...media, ...taken.map(({ medium }) => medium)] }));
      for (const { file, medium } of taken) void send(medium.key, file);
      return taken.length < files.length ? m.upload_too_many({ count: most }) : undefined;
    },
    retry(key) {
      const sending = sendings.current.get(key);
      if (sending !== undefined) void send(key, sending.file);
    },
    remove(key) {
      sendings.current.get(key)?.stop.abort();
      sendings.current.delete(key);
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
