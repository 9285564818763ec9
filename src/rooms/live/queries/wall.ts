import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { json, rowsOf } from '#platform/db/database.ts';
import type { Screen } from '../types.ts';

export interface Decision {
  readonly post_id: Id;
  readonly approved: boolean;
}

/** What hosts decided, the newest post first. By the primary key. */
export function selectDecisions(ctx: Context, roomId: Id, limit: number): Promise<Decision[]> {
  return rowsOf(ctx, 'select post_id, approved from live.wall_post where room_id = $1 order by post_id desc limit $2', [roomId, limit]);
}

export async function upsertDecision(tx: Context, roomId: Id, decision: Decision): Promise<void> {
  await rowsOf(
    tx,
    'insert into live.wall_post (room_id, post_id, approved) values ($1, $2, $3) on conflict (room_id, post_id) do update set approved = excluded.approved',
    [roomId, decision.post_id, decision.approved],
  );
}

/** By the primary key. */
export async function deleteDecision(tx: Context, roomId: Id, postId: Id): Promise<void> {
  await rowsOf(tx, 'delete from live.wall_post where room_id = $1 and post_id = $2', [roomId, postId]);
}

/** By wall_post_post. */
export async function deleteDecisions(tx: Context, postId: Id): Promise<void> {
  await rowsOf(tx, 'delete from live.wall_post where post_id = $1', [postId]);
}

export async function selectScreen(ctx: Context, roomId: Id): Promise<Screen | undefined> {
  const [row] = await rowsOf<{ screen: Screen | null }>(ctx, 'select screen from live.room where id = $1', [roomId]);
  return row?.screen == null ? undefined : { ...row.screen, heldAt: row.screen.heldAt ?? null, pinnedId: row.screen.pinnedId ?? null };
}

export async function updateScreen(tx: Context, roomId: Id, screen: Screen): Promise<void> {
  await rowsOf(tx, 'update live.room set screen = $2 where id = $1', [roomId, json(screen)]);
}

/** By member_once. */
export async function selectRemote(ctx: Context, roomId: Id, accountId: Id): Promise<Date | undefined> {
  const [row] = await rowsOf<{ until: Date | null }>(ctx, 'select remote_until as until from live.member where room_id = $1 and account_id = $2', [roomId, accountId]);
  return row?.until ?? undefined;
}

export async function updateRemote(tx: Context, roomId: Id, accountId: Id, until: Date): Promise<void> {
  await rowsOf(tx, 'update live.member set remote_until = $3 where room_id = $1 and account_id = $2', [roomId, accountId, until]);
}
