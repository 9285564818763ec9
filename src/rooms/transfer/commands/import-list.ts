/** Files of lines, taken in a few lines at a time by jobs, so that nobody else waits and a crash loses nothing. */

import { Refusal, invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewedBy, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { readLines } from '../csv.ts';
import * as queries from '../queries.ts';
import { isHeading } from '../rules.ts';
import type { Line, ListKind, Mode, Note, Task } from '../types.ts';
import { bringFollows, bringLine } from './bring-line.ts';
import { Pictures } from './bring-pictures.ts';
import { bringTweet } from './import-twitter.ts';
import { rest } from './pace.ts';
import { removeSource } from './sources.ts';
import { takeBackUnnamed } from './take-back.ts';
import { bringMore, refuseTooMany } from './tasks.ts';

const LINES_AT_ONCE = 100;
/** Each may have four pictures to prepare. */
const TWEETS_AT_ONCE = 20;
/** Others' events wait for a transaction that has taken ids, and others' pages for the processor: not too many in one. */
const FOLLOWS_TOGETHER = 5;
const LINES_BEFORE_REST = 5;
const MOST_NOTES = 100;

/**
 * Takes a file of the viewer's in.
 * @returns the task, whose lines are worked from now on
 * @throws Refusal 422 for a file that is none or empty; 409 while too many are under way
 */
export async function importList(ctx: Context, wish: { kind: ListKind; mode: Mode; bytes: Uint8Array }): Promise<Id> {
  const accountId = viewerId(ctx) as Id;
  const batches: Line[][] = [];
  let total = 0;
  for await (const batch of readLines(wish.bytes)) {
    const lines = total === 0 && batch[0] !== undefined && isHeading(wish.kind, batch[0].cells) ? batch.slice(1) : batch;
    total += lines.length;
    batches.push(lines);
  }
  if (total === 0) throw invalid('Validation failed: the file has no lines');
  return transaction(ctx, async (tx) => {
    await refuseTooMany(tx, accountId);
    const id = newId(tx);
    await queries.insertTask(tx, { id, accountId, kind: wish.kind, mode: wish.mode, total });
    for (const lines of batches) await queries.insertLines(tx, id, lines);
    await tx.enqueue(bringMore, { taskId: id }, { key: `transfer ${id}` });
    return id;
  });
}

/** The work of `bringMore`. Lines are done before they are crossed off: after a crash some are done again, to no effect. */
export async function bringLines(ctx: Context, { taskId }: { taskId: Id }): Promise<void> {
  const task = await queries.selectTask(ctx, taskId);
  if (task?.state !== 'running') return;
  const owner = viewedBy(ctx, { kind: 'account', id: task.accountId });
  const lines = await queries.selectLines(ctx, taskId, task.source === undefined ? LINES_AT_ONCE : TWEETS_AT_ONCE);
  if (lines.length === 0) return finish(ctx, task);
  const { notes, named, failed, gaps } = await bringEach(owner, task, lines);
  await transaction(ctx, async (tx) => {
    const now = await queries.selectTask(tx, taskId, true);
    if (now?.state !== 'running') return;
    if (task.mode === 'overwrite') await queries.insertNamed(tx, taskId, named);
    await queries.deleteLines(tx, taskId, lines.at(-1)?.n as number);
    await queries.updateTask(tx, taskId, {
      done: lines.length, failed, notes: [...now.notes, ...notes].slice(0, MOST_NOTES), gaps: counted(now.gaps, gaps),
    });
    await tx.enqueue(bringMore, { taskId }, { key: `transfer ${taskId}` });
  });
}

interface Outcome {
  readonly notes: Note[];
  readonly named: Id[];
  /** Lines of which nothing was taken in. */
  failed: number;
  readonly gaps: string[];
}

async function bringEach(owner: Context, task: Task, lines: readonly Line[]): Promise<Outcome> {
  const outcome: Outcome = { notes: [], named: [], failed: 0, gaps: [] };
  const pictures = new Pictures(owner, task);
  const some = task.kind === 'follows' ? FOLLOWS_TOGETHER : LINES_BEFORE_REST;
  try {
    for (let at = 0; at < lines.length; at += some) {
      const begun = performance.now();
      await bringSome(owner, { task, lines: lines.slice(at, at + some), pictures }, outcome);
      await rest(owner, begun);
    }
  } finally {
    await pictures.close();
  }
  return outcome;
}

interface Some {
  readonly task: Task;
  readonly lines: readonly Line[];
  readonly pictures: Pictures;
}

async function bringSome(owner: Context, { task, lines, pictures }: Some, outcome: Outcome): Promise<void> {
  const note = ({ n, cells }: Line, reason: string): void => {
    outcome.gaps.push(reason);
    outcome.notes.push({ line: n, text: (cells[0] ?? '').slice(0, 100), reason });
  };
  const followed = task.kind === 'follows' ? await bringFollows(owner, lines) : undefined;
  if (followed !== undefined) outcome.named.push(...followed.values());
  for (const line of lines) {
    if (followed?.has(line.n)) continue;
    try {
      if (task.kind === 'twitter') for (const gap of await bringTweet(owner, line.cells, pictures)) note(line, gap);
      else outcome.named.push(...(await bringLine(owner, task.kind as ListKind, line.cells)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      outcome.failed++;
      note(line, error.status === 404 ? 'not found' : error.message);
    }
  }
}

/** Reasons that are named with their number; some say what the line said, so that there may be many. */
const MOST_REASONS = 30;

function counted(before: Task['gaps'], more: readonly string[]): Task['gaps'] {
  const counts = new Map(Object.entries(before));
  for (const reason of more) if (counts.has(reason) || counts.size < MOST_REASONS) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Object.fromEntries(counts);
}

async function finish(ctx: Context, task: Task): Promise<void> {
  // A file of which nothing could be taken in was the wrong one: it takes nothing away.
  if (task.mode === 'overwrite' && task.failed < task.done) await takeBackUnnamed(ctx, task);
  await transaction(ctx, async (tx) => {
    const now = await queries.selectTask(tx, task.id, true);
    if (now?.state === 'running') await queries.endTask(tx, task.id, 'done');
  });
  if (task.source !== undefined) await removeSource(ctx, task.source);
}
