/** What every task has, whatever it brings. */

import { conflict, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { defineJob } from '#platform/jobs.ts';
import * as queries from '../queries.ts';
import { removeSource } from './sources.ts';
import type { Task } from '../types.ts';

/** The next lines of a task. */
export const bringMore = defineJob<{ taskId: Id }>('transfer.bringMore');

const MOST_RUNNING = 4;

/** @throws Refusal 409 */
export async function refuseTooMany(ctx: Context, accountId: Id): Promise<void> {
  const running = (await queries.selectTasks(ctx, accountId, 20)).filter(({ state }) => state === 'running');
  if (running.length >= MOST_RUNNING) throw conflict('Wait until what is under way is done');
}

/** The viewer's task. @throws Refusal 404 for one that is not there or another's */
export async function getTask(ctx: Context, id: Id): Promise<Task> {
  const task = await queries.selectTask(ctx, id);
  if (task === undefined || task.accountId !== viewerId(ctx)) throw notFound();
  return task;
}

/** Stops a task; what it has done stays. */
export async function cancelTask(ctx: Context, id: Id): Promise<void> {
  const { source } = await getTask(ctx, id);
  await transaction(ctx, async (tx) => {
    const task = await queries.selectTask(tx, id, true);
    if (task?.state === 'running') await queries.endTask(tx, id, 'cancelled');
  });
  if (source !== undefined) await removeSource(ctx, source);
}
