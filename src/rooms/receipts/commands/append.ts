/** What was said goes into its author's log, in the order in which it was said. */

import { randomBytes } from 'node:crypto';
import { append } from '#kit/merkle.ts';
import type { Frontier } from '#kit/merkle.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import type { PostEvent } from '#posts';
import { insertEntries, lockLogs, selectSaid, selectToldOf, updateForgotten, updateLogs } from '../queries/logs.ts';
import { audienceOf, commitmentOf, leafOf, logOf, recordOf } from '../rules.ts';
import type { EntryKind, EntryRow, LogName, LogRow, Said } from '../types.ts';

const SALT_BYTES = 16;

/** What is to be told of a post. */
export interface Telling extends LogName {
  readonly eventId: Id;
  readonly kind: EntryKind;
  readonly postId: Id;
}

/** Logs that are held, and what is appended to them. */
class Growing {
  readonly entries: EntryRow[] = [];
  readonly #frontiers: Map<string, Frontier>;
  readonly #said: ReadonlyMap<Id, Said>;
  readonly #now: Date;

  constructor(logs: readonly LogRow[], said: readonly Said[], now: Date) {
    this.#frontiers = new Map(logs.map((log) => [logOf({ accountId: log.account_id, audience: log.audience }), log]));
    this.#said = new Map(said.map((one) => [one.id, one]));
    this.#now = now;
  }

  /** What is gone by now has an entry all the same: its commitment is to nothing that anybody can show. */
  add(telling: Telling): void {
    const { accountId, audience, eventId, kind, postId } = telling;
    const name = logOf(telling);
    const frontier = this.#frontiers.get(name) as Frontier;
    const said = kind === 'deleted' ? undefined : this.#said.get(postId);
    const salt = randomBytes(SALT_BYTES);
    const entry: EntryRow = {
      account_id: accountId, audience, seq: frontier.size, event_id: eventId, kind, post_id: postId, at: this.#now,
      commitment: commitmentOf(salt, said === undefined ? '' : recordOf(said)), salt: said === undefined ? null : salt,
    };
    this.entries.push(entry);
    this.#frontiers.set(name, append(frontier, leafOf(entry)));
  }

  /** The logs as they are now. */
  grown(logs: readonly LogRow[]): LogRow[] {
    return logs.map((log) => ({ ...log, ...(this.#frontiers.get(logOf({ accountId: log.account_id, audience: log.audience })) as Frontier) }));
  }
}

/** Appends what happened. What was told before, as happens after a crash, is not told again. */
export function appendEntries(ctx: Context, tellings: readonly Telling[]): Promise<void> {
  if (tellings.length === 0) return Promise.resolve();
  return transaction(ctx, async (tx) => {
    const logs = await lockLogs(tx, [...new Map(tellings.map((one) => [logOf(one), one])).values()]);
    const postIds = [...new Set(tellings.map(({ postId }) => postId))];
    const [told, said] = await Promise.all([selectToldOf(tx, postIds), selectSaid(tx, postIds)]);
    const events = new Set(told.map(({ event_id: id, kind }) => `${id} ${kind}`));
    const begun = new Set(told.flatMap(({ post_id: id, kind }) => (kind === 'created' || kind === 'earlier' ? [id] : [])));
    const growing = new Growing(logs, said, tx.now());
    for (const telling of tellings) {
      const isFirst = telling.kind === 'created' || telling.kind === 'earlier';
      if (events.has(`${telling.eventId} ${telling.kind}`) || (isFirst && begun.has(telling.postId))) continue;
      // Edits and deletions are told beside what is new, and may overtake it.
      if (!isFirst && !begun.has(telling.postId)) growing.add({ ...telling, kind: 'created' });
      growing.add(telling);
      begun.add(telling.postId);
    }
    if (growing.entries.length === 0) return;
    await insertEntries(tx, growing.entries);
    await updateLogs(tx, growing.grown(logs));
    const anew = tellings.filter(({ kind }) => kind === 'deleted' || kind === 'edited').map(({ postId }) => postId);
    if (anew.length > 0) await updateForgotten(tx, anew);
  });
}

/** The work of the events of posts. */
export const tell = (kind: EntryKind) => (ctx: Context, events: readonly Heard<PostEvent>[]): Promise<void> =>
  appendEntries(ctx, events.flatMap(({ id: eventId, payload: { id: postId, authorId: accountId, visibility } }): Telling[] => {
    const audience = audienceOf(visibility);
    return audience === undefined ? [] : [{ eventId, kind, postId, accountId, audience }];
  }));
