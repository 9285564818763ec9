import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { Draft, ScheduledPost } from '../types.ts';

const COLUMNS = 'id, account_id as "accountId", scheduled_at as "scheduledAt", draft, app_id as "appId", idempotency, failure';

/** Lets one transaction at a time schedule for an account, so that the limits hold. */
export async function lockSchedule(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, "select pg_advisory_xact_lock(hashtextextended('posts.scheduled', $1::bigint))", [accountId]);
}

/** How many posts of an account are scheduled, in all and from a moment until a day later. Rides on scheduled_mine. */
export async function countScheduled(tx: Context, accountId: Id, day: Date, but: Id): Promise<{ all: number; thatDay: number }> {
  const [row] = await rowsOf<{ all: number; thatDay: number }>(
    tx,
    `select count(*) as all, count(*) filter (where scheduled_at >= $2 and scheduled_at < $2::timestamptz + interval '1 day') as "thatDay"
    from posts.scheduled where account_id = $1 and id <> $3`,
    [accountId, day, but],
  );
  return row ?? { all: 0, thatDay: 0 };
}

export async function insertScheduled(tx: Context, post: ScheduledPost): Promise<void> {
  await rowsOf(
    tx,
    'insert into posts.scheduled (id, account_id, scheduled_at, draft, app_id, idempotency) values ($1, $2, $3, $4, $5, $6)',
    [post.id, post.accountId, post.scheduledAt, JSON.stringify(post.draft), post.appId, post.idempotency],
  );
}

/** A page of what an account has scheduled, the latest first. Rides on scheduled_mine. */
export async function selectScheduledPage(ctx: Context, accountId: Id, page: Page): Promise<ScheduledPost[]> {
  const ascending = page.minId !== undefined;
  const rows = await rowsOf<ScheduledPost>(
    ctx,
    `select ${COLUMNS} from posts.scheduled where account_id = $1 and id < $2 and id > $3 order by id ${ascending ? 'asc' : 'desc'} limit $4`,
    [accountId, page.maxId ?? Number.MAX_SAFE_INTEGER, page.minId ?? page.sinceId ?? 0, page.limit],
  );
  return ascending ? rows.toReversed() : rows;
}

export async function selectScheduled(ctx: Context, id: Id): Promise<ScheduledPost | undefined> {
  const [row] = await rowsOf<ScheduledPost>(ctx, `select ${COLUMNS} from posts.scheduled where id = $1`, [id]);
  return row;
}

/** The same, kept from being changed or posted by others until the transaction ends. */
export async function selectScheduledForChange(tx: Context, id: Id): Promise<ScheduledPost | undefined> {
  const [row] = await rowsOf<ScheduledPost>(tx, `select ${COLUMNS} from posts.scheduled where id = $1 for update`, [id]);
  return row;
}

/** Gives it another time, and another chance. */
export async function updateScheduled(tx: Context, id: Id, scheduledAt: Date): Promise<void> {
  await rowsOf(tx, 'update posts.scheduled set scheduled_at = $2, failure = null where id = $1', [id, scheduledAt]);
}

export async function updateDraft(tx: Context, id: Id, draft: Draft): Promise<void> {
  await rowsOf(tx, 'update posts.scheduled set draft = $2 where id = $1', [id, JSON.stringify(draft)]);
}

export async function updateFailure(tx: Context, id: Id, failure: string): Promise<void> {
  await rowsOf(tx, 'update posts.scheduled set failure = $2 where id = $1', [id, failure]);
}

/** With the keys that stand for it. */
export async function deleteScheduled(tx: Context, id: Id): Promise<void> {
  await rowsOf(tx, 'delete from posts.scheduled where id = $1', [id]);
  await rowsOf(tx, 'delete from posts.idempotency where scheduled_id = $1', [id]);
}

/** What could not be posted and nobody has looked after since. Rides on scheduled_failed. */
export async function deleteFailed(ctx: Context, before: Date): Promise<void> {
  await rowsOf(ctx, 'delete from posts.scheduled where failure is not null and scheduled_at < $1', [before]);
}

/** The key a scheduled post was sent with stands for what it has become. Rides on idempotency_scheduled. */
export async function updateKeyOfScheduled(tx: Context, scheduledId: Id, postId: Id): Promise<void> {
  await rowsOf(tx, 'update posts.idempotency set post_id = $2, scheduled_id = null where scheduled_id = $1', [scheduledId, postId]);
}
