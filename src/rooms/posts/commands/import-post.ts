import { countPost } from '#accounts';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { postImported } from '../events.ts';
import { eventOf } from '../facts.ts';
import { insertPost, insertTaggings, insertTags, selectTakenIds } from '../queries/posts.ts';
import type { PostTable } from '../schema.ts';
import type { ChosenVisibility } from '../types.ts';
import { getPost } from '../reads/read-posts.ts';
import { actor } from './create-post.ts';
import { attachNew } from './media.ts';
import { countNew } from './quoting.ts';
import { wordPast } from './wording.ts';

/** A post that its author wrote elsewhere, long ago. */
export interface PastPost {
  readonly text: string;
  readonly language: string | undefined;
  readonly visibility: ChosenVisibility;
  readonly createdAt: Date;
  readonly sensitive?: boolean;
  /** An earlier post of the same author. */
  readonly replyToId?: Id | undefined;
  /** Uploads of the author's, in the order shown. */
  readonly mediaIds?: readonly Id[];
  /** Where it was written; shown as its app. */
  readonly from: string;
}

/** Ids of one millisecond: every sixteenth is of this process. */
const STEP = 16;
const PROBES = 256;

/**
 * Writes a past post of the viewer, with an id of its own time, so that it stands in every list where it belongs. Nobody is
 * told of it, and nobody is named by it: the names in it are those of another place.
 */
export async function importPost(ctx: Context, past: PastPost): Promise<Id> {
  const authorId = actor(ctx);
  const worded = wordPast(ctx, past.text);
  const parent = past.replyToId === undefined ? undefined : await getPost(ctx, past.replyToId);
  return transaction(ctx, async (tx) => {
    const { counted } = await countNew(tx, { parent, quoted: undefined }, past.visibility);
    const id = await freeId(tx, past.createdAt);
    const row: PostTable = {
      id, author_id: authorId, visibility: past.visibility, group_id: null, text: worded.text, html: worded.html, spoiler: '', sensitive: past.sensitive ?? false,
      language: past.language ?? null, reply_to_id: parent?.id ?? null, reply_to_author_id: parent?.authorId ?? null, root_id: parent?.rootId ?? id, repost_of_id: null,
      repost_of_author_id: null, mentioned_ids: [], tag_keys: worded.tags.map(({ key }) => key), app_name: past.from, app_website: null,
      created_at: past.createdAt, edited_at: null, replies_count: 0, reposts_count: 0, likes_count: 0,
      // What an old address shows today is not what was meant then.
      link_url: null, has_poll: false, quoted_id: null, quoted_author_id: null, quote_state: null, quote_policy: 'nobody', quotes_count: 0,
      media_ids: [...(past.mediaIds ?? [])],
    };
    await attachNew(tx, row);
    await insertPost(tx, row);
    await countPost(tx, authorId, 1, past.createdAt);
    if (worded.tags.length > 0) {
      await insertTags(tx, worded.tags);
      await insertTaggings(tx, id, row.tag_keys);
    }
    tx.emit(postImported, eventOf(row, counted));
    return id;
  });
}

/** The first id of that time, or soon after, that no post has. By the primary key. */
async function freeId(tx: Context, at: Date): Promise<Id> {
  for (let first = idAtTime(at); ; first += PROBES * STEP) {
    const ids = Array.from({ length: PROBES }, (_, n) => first + n * STEP);
    const taken = new Set(await selectTakenIds(tx, ids));
    const free = ids.find((id) => !taken.has(id));
    if (free !== undefined) return free;
  }
}
