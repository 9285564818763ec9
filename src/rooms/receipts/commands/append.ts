/** What was said goes into its author's log, in the order in which it was said. */

import { randomBytes } from 'node:crypto';
import { append } from '#kit/merkle.ts';
import type { Frontier } from '#kit/merkle.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import type { PostEvent } from '#posts';
import { insertEntries, lockLogs, selectSaid, selectTold, updateForgotten, updateLogs } from '../queries/logs.ts';
import { audienceOf, commitmentOf, leafOf, recordOf } from '../rules.ts';
import type { Audience, EntryKind, EntryRow } from '../types.ts';

const SALT_BYTES = 16;

interface Told {
  readonly eventId: Id;
  readonly kind: EntryKind;
  readonly post: PostEvent;
  readonly audience: Audience;
}

/**
 * Appends what happened to posts. An event that was told before, which happens after a crash, changes nothing. What is gone by the time it
 * is told has an entry all the same: its commitment is to nothing that anybody can show.
 */
export async function appendEntries(ctx: Context, kind: EntryKind, events: readonly Heard<PostEvent>[]): Promise<void> {
  const told = events.flatMap(({ id: eventId, payload: post }): Told[] => {
    const audience = audienceOf(post.visibility);
    return audience === undefined ? [] : [{ eventId, kind, post, audience }];
  });
  if (told.length === 0) return;
  await transaction(ctx, async (tx) => {
    const names = [...new Map(told.map(({ post: { authorId }, audience }) => [`${authorId}/${audience}`, { accountId: authorId, audience }])).values()];
    const logs = await lockLogs(tx, names);
    const [known, said] = await Promise.all([selectTold(tx, told.map(({ eventId }) => eventId)), selectSaid(tx, told.map(({ post }) => post.id))]);
    const saidOf = new Map(said.map((one) => [one.id, one]));
    const frontiers = new Map(logs.map(({ account_id: author, audience, size, peaks }) => [`${author}/${audience}`, { size, peaks } as Frontier]));
    const entries: EntryRow[] = [];
    for (const { eventId, post, audience } of told.filter((one) => !known.has(`${one.eventId}/${one.audience}`))) {
      const name = `${post.authorId}/${audience}`;
      const frontier = frontiers.get(name) as Frontier;
      const there = kind === 'deleted' ? undefined : saidOf.get(post.id);
      const salt = randomBytes(SALT_BYTES);
      const entry: EntryRow = {
        account_id: post.authorId, audience, seq: frontier.size, event_id: eventId, kind, post_id: post.id, at: tx.now(),
        commitment: commitmentOf(salt, there === undefined ? '' : recordOf(there)), salt: there === undefined ? null : salt,
      };
      entries.push(entry);
      frontiers.set(name, append(frontier, leafOf(entry)));
    }
    if (entries.length === 0) return;
    await insertEntries(tx, entries);
    await updateLogs(tx, logs.map((log) => ({ ...log, ...(frontiers.get(`${log.account_id}/${log.audience}`) as Frontier) })));
    // Only what stands now may be opened: not what was there before an edit, and nothing of what was erased.
    if (kind === 'deleted') await updateForgotten(tx, told.map(({ post }) => post.id));
  });
}
