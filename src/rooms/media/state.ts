/** What this room holds in memory: the uploads under way, and every custom emoji. */

import type { Id } from '#kit/ids.ts';
import { perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Emoji } from './types.ts';

/** Those of the keys that something of a room still shows. */
export type BlobUse = (ctx: Context, keys: readonly string[]) => Promise<string[]>;

interface MediaState {
  /** Resolves, never rejects, when the upload is ready or has failed. */
  readonly underWay: Map<Id, Promise<void>>;
  /** How many uploads of an account are under way. */
  readonly loads: Map<Id, number>;
  readonly uses: Map<string, BlobUse>;
  /** By short code, in their order; read once at the start. */
  readonly emojis: Map<string, Emoji>;
}

export const mediaState = perHouse<MediaState>(() => ({ underWay: new Map(), loads: new Map(), uses: new Map(), emojis: new Map() }));
