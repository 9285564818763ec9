/** What was said goes into its author's log, in the order in which it was said: off the path of the request, as many together as came meanwhile. */

import { randomBytes } from 'node:crypto';
import { append } from '#kit/merkle.ts';
import type { Frontier } from '#kit/merkle.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import type { PostEvent } from '#posts';
import { deleteListed, insertListed } from '../queries/listed.ts';
import { insertEntries, lockLogs, selectSaid, selectToldOf, updateForgotten } from '../queries/logs.ts';
import { audienceOf, commitmentOf, kindOfFirst, leafOf, listsOf, logOf, nameOf, recordOf } from '../forms.ts';
import type { EntryKind, EntryRow, LogName, LogRow, Said } from '../types.ts';

const SALT_BYTES = 16;

/** What is to be told of a post. */
export interface Telling extends LogName {
  readonly eventId: Id;
  readonly kind: EntryKind;
  readonly postId: Id;
}

const isFirst = ({ kind }: Pick<Telling, 'kind'>): boolean => kind === 'created' || kind === 'earlier';

/** Logs that are held, and what is appended to them. */
class Growing {
  readonly entries: EntryRow[] = [];
  readonly said = new Map<Id, Said>();
  readonly #frontiers: Map<string, Frontier>;
  readonly #now: Date;
  readonly #salts: Buffer;

  constructor(logs: readonly LogRow[], said: readonly Said[], { now, most }: { now: Date; most: number }) {
    this.#frontiers = new Map(logs.map((log) => [logOf(nameOf(log)), log]));
    for (const one of said) this.said.set(one.id, one);
    this.#now = now;
    this.#salts = randomBytes(SALT_BYTES * most);
  }

  /** What is gone by now has an entry all the same: its commitment is to nothing that anybody can show. */
  add(telling: Telling): void {
    const { accountId, audience, eventId, postId } = telling;
    const kind = kindOfFirst(telling.kind, postId, this.#now);
    const name = logOf(telling);
    const frontier = this.#frontiers.get(name) as Frontier;
    const said = kind === 'deleted' ? undefined : this.said.get(postId);
    const record = said && recordOf(said);
    const at = this.entries.length * SALT_BYTES;
    const salt = this.#salts.subarray(at, at + SALT_BYTES);
    const entry: EntryRow = {
      account_id: accountId, audience, seq: frontier.size, event_id: eventId, kind, post_id: postId, at: this.#now,
      commitment: commitmentOf(salt, record ?? ''), salt: record === undefined ? null : salt, record: record ?? null,
    };
    this.entries.push(entry);
    this.#frontiers.set(name, append(frontier, leafOf(entry)));
  }

  /** The logs that have grown, as they are now. */
  grown(logs: readonly LogRow[]): LogRow[] {
    return logs.flatMap((log) => {
      const { size, peaks } = this.#frontiers.get(logOf(nameOf(log))) as Frontier;
      return size === log.size ? [] : [{ ...log, size, peaks }];
    });
  }
}

/** Appends what happened. What was told before, as happens after a crash, is not told again. */
export function appendEntries(ctx: Context, all: readonly Telling[]): Promise<void> {
  if (all.length === 0) return Promise.resolve();
  return transaction(ctx, async (tx) => {
    const logs = await lockLogs(tx, [...new Map(all.map((one) => [logOf(one), one])).values()]);
    const held = new Set(logs.map((log) => logOf(nameOf(log))));
    const tellings = all.filter((one) => held.has(logOf(one)));
    const [told, said] = await Promise.all([selectToldOf(tx, tellings), selectSaid(tx, [...new Set(tellings.map(({ postId }) => postId))])]);
    const growing = new Growing(logs, said, { now: tx.now(), most: tellings.length * 2 });
    addNew(growing, tellings, told);
    if (growing.entries.length === 0) return;
    const anew = tellings.filter((one) => !isFirst(one));
    const insert = insertEntries(tx, growing.entries, growing.grown(logs));
    if (anew.length > 0) {
      await insert;
      await updateForgotten(tx, anew);
      await deleteListed(tx, anew.map(({ postId }) => postId));
    }
    const listed = growing.entries.flatMap(({ post_id: postId, account_id: accountId, record }) => {
      const one = record === null ? undefined : growing.said.get(postId);
      return one === undefined ? [] : listsOf(one).map((list) => ({ list, postId, accountId }));
    });
    await Promise.all([insert, listed.length > 0 && insertListed(tx, listed)]);
  });
}

function addNew(growing: Growing, tellings: readonly Telling[], told: Awaited<ReturnType<typeof selectToldOf>>): void {
  const events = new Set(told.map(({ event_id: id }) => id));
  const begun = new Set(told.flatMap(({ post_id: id, kind }) => (kind === 'created' || kind === 'earlier' ? [id] : [])));
  for (const telling of tellings) {
    if (events.has(telling.eventId) || (isFirst(telling) && begun.has(telling.postId))) continue;
    // Edits and deletions are told beside what is new, and may overtake it.
    if (!isFirst(telling) && !begun.has(telling.postId)) growing.add({ ...telling, kind: 'created' });
    growing.add(telling);
    begun.add(telling.postId);
  }
}

/** The work of the events of posts. */
export const tell = (kind: EntryKind) => (ctx: Context, events: readonly Heard<PostEvent>[]): Promise<void> =>
  appendEntries(ctx, events.flatMap(({ id: eventId, payload: { id: postId, authorId: accountId, visibility } }): Telling[] => {
    const audience = audienceOf(visibility);
    return audience === undefined ? [] : [{ eventId, kind, postId, accountId, audience }];
  }));
