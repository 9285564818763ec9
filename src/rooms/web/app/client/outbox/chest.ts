/**
 * What this browser keeps through crash, reload and tunnel: drafts, posts that wait to leave, and what was shared with the app.
 * In IndexedDB, since the service worker needs it too. Everything says whose it is: two people may use one browser.
 */

import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import type { Post } from '../../entities.ts';

/** A file that is kept until it can be sent. */
export interface KeptFile {
  /** Undefined for one that the server has. */
  readonly blob?: Blob | undefined;
  readonly name: string;
  readonly description: string;
  /** The point that stays in sight, as the API wants it: `x,y`. */
  readonly focus?: string | undefined;
  /** Of the attachment, once the server has it. */
  readonly uploaded?: string | undefined;
  /** What the server has of its description and focus is older. */
  readonly changed?: boolean | undefined;
  /** A voice that was recorded, and how loud it was, part by part. */
  readonly voice?: readonly number[] | undefined;
}

export interface KeptDraft {
  readonly account: string;
  readonly key: string;
  readonly content: unknown;
  readonly keptAt: number;
}

/** A file of a draft: by itself, so that a letter more does not write a film again. */
export interface DraftFile {
  readonly account: string;
  /** Of the draft. */
  readonly draft: string;
  readonly key: string;
  readonly name: string;
  readonly blob: Blob;
  readonly keptAt: number;
}

/** What the API is told of a new post. */
export interface PostBody {
  readonly status: string;
  readonly spoiler_text?: string;
  readonly sensitive?: boolean;
  readonly language?: string;
  readonly visibility?: Post['visibility'];
  readonly quote_approval_policy?: 'public' | 'followers' | 'nobody';
  readonly in_reply_to_id?: string;
  readonly quoted_status_id?: string;
  readonly poll?: { readonly options: readonly string[]; readonly expires_in: number; readonly multiple: boolean; readonly hide_totals: boolean };
  readonly media_ids?: readonly string[];
  /** In an event room: when it was written, where that was a while ago. */
  readonly written_at?: string;
}

/** A post that waits to leave. */
export interface Parcel {
  /** In the order of writing. */
  readonly id?: number;
  readonly account: string;
  /** Idempotency-Key. */
  readonly key: string;
  /** The body of the call, without the attachments of `files`. */
  readonly body: PostBody;
  readonly files: readonly KeptFile[];
  /** The event room that it is written in. */
  readonly room?: string | undefined;
  /** The private conversation that it is said in; then it is a message, and of the body only its text counts. */
  readonly chat?: { readonly id: string; readonly replyTo?: string | undefined } | undefined;
  readonly writtenAt: number;
  /** The key of the post that it follows as an answer; it waits until that one has left. */
  readonly follows?: string | undefined;
  /** When it first went out; what the server did then may not have been heard. */
  readonly triedAt?: number | undefined;
  /** Why it stays: the server's words, `unsure` where it may have arrived and asking again would be too late, `held` where the one before it was refused. */
  readonly refused?: { readonly status: number; readonly reason: string } | undefined;
}

/** What another app has handed over. */
export interface Shared {
  readonly id?: number;
  readonly text: string;
  readonly files: readonly { readonly blob: Blob; readonly name: string }[];
  readonly at: number;
}

interface Chest extends DBSchema {
  drafts: { key: [string, string]; value: KeptDraft };
  files: { key: [string, string, string]; value: DraftFile };
  outbox: { key: number; value: Parcel };
  shared: { key: number; value: Shared };
}

let opening: Promise<IDBPDatabase<Chest>> | undefined;

/** @throws where the browser keeps nothing, as in some private windows */
export function openChest(): Promise<IDBPDatabase<Chest>> {
  opening ??= openDB<Chest>('perchoir', 2, {
    upgrade(db, before) {
      if (before < 1) {
        db.createObjectStore('drafts', { keyPath: ['account', 'key'] });
        db.createObjectStore('outbox', { keyPath: 'id', autoIncrement: true });
        db.createObjectStore('shared', { keyPath: 'id', autoIncrement: true });
      }
      db.createObjectStore('files', { keyPath: ['account', 'draft', 'key'] });
    },
    // A newer version of the app opens it in another tab.
    blocking: () => {
      void opening?.then((db) => db.close());
      opening = undefined;
    },
    terminated: () => {
      opening = undefined;
    },
  }).catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
}
