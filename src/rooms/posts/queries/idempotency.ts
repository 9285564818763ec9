import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

/**
 * Takes a key for this transaction. Of several at once one gets it (true) and the others wait until that one has ended;
 * a key last used before `expiry` is free again. By primary key.
 */
export async function insertKey(ctx: Context, row: { accountId: Id; key: string; digest: string; expiry: Date }): Promise<boolean> {
  const taken = await rowsOf(
    ctx,
    `insert into posts.idempotency (account_id, key, digest, created_at) values ($1, $2, $3, $4)
    on conflict (account_id, key) do update set digest = excluded.digest, created_at = excluded.created_at, post_id = null, scheduled_id = null
      where idempotency.created_at < $5
    returning 1`,
    [row.accountId, row.key, row.digest, ctx.now(), row.expiry],
  );
  return taken.length > 0;
}

export async function updateKey(ctx: Context, accountId: Id, key: string, postId: Id): Promise<void> {
  await rowsOf(ctx, 'update posts.idempotency set post_id = $3 where account_id = $1 and key = $2', [accountId, key, postId]);
}

export async function updateScheduledKey(ctx: Context, accountId: Id, key: string, scheduledId: Id): Promise<void> {
  await rowsOf(ctx, 'update posts.idempotency set scheduled_id = $3 where account_id = $1 and key = $2', [accountId, key, scheduledId]);
}

/** What a key was used for: a post, or one that waits for its time. */
export interface KeyUse {
  readonly digest: string;
  readonly postId: Id | null;
  readonly scheduledId: Id | null;
}

export async function selectKey(ctx: Context, accountId: Id, key: string): Promise<KeyUse | undefined> {
  const [row] = await rowsOf<KeyUse>(
    ctx,
    'select digest, post_id as "postId", scheduled_id as "scheduledId" from posts.idempotency where account_id = $1 and key = $2',
    [accountId, key],
  );
  return row;
}

/** Rides on idempotency_age. */
export async function deleteKeys(ctx: Context, before: Date): Promise<void> {
  await rowsOf(ctx, 'delete from posts.idempotency where created_at < $1', [before]);
}
