import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { NoteRow } from '../types.ts';

const COLUMNS = 'post_id, room_id, author_id, speaker_id, item_id, feeling, on_site, written_at, source_ms, late';

/** By the primary key. */
export function selectNotes(ctx: Context, postIds: readonly Id[]): Promise<NoteRow[]> {
  return rowsOf(ctx, `select ${COLUMNS} from live.note where post_id = any($1::bigint[])`, [postIds]);
}

/** Safe to repeat: the first stays. */
export async function insertNote(tx: Context, row: NoteRow): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    `insert into live.note (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning 1`,
    [row.post_id, row.room_id, row.author_id, row.speaker_id, row.item_id, row.feeling, row.on_site, row.written_at, row.source_ms, row.late],
  );
  return rows.length > 0;
}

export async function deleteNote(ctx: Context, postId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from live.note where post_id = $1', [postId]);
}

/** By note_room. */
export async function selectLateIds(ctx: Context, roomId: Id): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(ctx, 'select post_id as id from live.note where room_id = $1 and late order by post_id', [roomId]);
  return rows.map(({ id }) => id);
}

/** Posts written on site, newest first, or oldest first after `min_id`. By note_room. */
export async function selectOnSite(ctx: Context, roomId: Id, page: Page): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `select post_id as id from live.note where room_id = $1 and on_site and post_id < $2 and post_id > $3
     order by post_id ${page.minId === undefined ? 'desc' : 'asc'} limit $4`,
    [roomId, page.maxId ?? Number.MAX_SAFE_INTEGER, page.minId ?? page.sinceId ?? 0, page.limit],
  );
  const ids = rows.map(({ id }) => id);
  return page.minId === undefined ? ids : ids.reverse();
}

/** Posts that were written offline, by the clock of their phone: the nearest to the moment first. By note_written. */
export async function selectWritten(ctx: Context, roomId: Id, wish: { from: Date; to: Date; order: 'asc' | 'desc'; limit: number }): Promise<{ id: Id; at: Date }[]> {
  return rowsOf(
    ctx,
    `select post_id as id, written_at as at from live.note where room_id = $1 and written_at >= $2 and written_at < $3 order by written_at ${wish.order}, post_id limit $4`,
    [roomId, wish.from, wish.to, wish.limit],
  );
}

export interface Pinned {
  readonly id: Id;
  readonly source_ms: number;
}

/**
 * Posts by the programme's clock, in its order: what was pinned when it was written, and whatever else came with the tag, by the
 * moment it came. By note_source, and by the primary keys of posts.tagging and live.note.
 */
export function selectPinned(ctx: Context, wish: {
  roomId: Id; tagKey: string; startsAt: Date; from: number; to: number; fromId: Id; toId: Id; limit: number;
}): Promise<Pinned[]> {
  return rowsOf(
    ctx,
    `select id, source_ms from (
       (select post_id as id, source_ms from live.note where room_id = $1 and source_ms >= $3 and source_ms < $4 order by source_ms, post_id limit $7)
       union all
       (select p.id, floor(extract(epoch from p.created_at - $8) * 1000)::bigint as source_ms from posts.tagging t join posts.post p on p.id = t.post_id
        where t.tag_key = $2 and t.post_id >= $5 and t.post_id < $6
          and not exists (select 1 from live.note n where n.post_id = t.post_id and n.source_ms is not null)
        order by p.id limit $7)
     ) as pinned order by source_ms, id limit $7`,
    [wish.roomId, wish.tagKey, wish.from, wish.to, wish.fromId, wish.toId, wish.limit, wish.startsAt],
  );
}

/** Public posts with the tag between two ids, and those of them by these accounts. By the primary keys of posts.tagging and posts.post. */
export async function selectPostCounts(ctx: Context, wish: {
  tagKey: string; fromId: Id; toId: Id; lateIds: readonly Id[]; authorIds: readonly Id[];
}): Promise<{ posts: number; official: number }> {
  const [row] = await rowsOf<{ posts: number; official: number }>(
    ctx,
    `select count(*) as posts, count(*) filter (where p.author_id = any($4::bigint[])) as official
     from posts.tagging t join posts.post p on p.id = t.post_id
     where t.tag_key = $1 and ((t.post_id >= $2 and t.post_id < $3) or t.post_id = any($5::bigint[])) and p.visibility = 'public' and p.repost_of_id is null`,
    [wish.tagKey, wish.fromId, wish.toId, wish.authorIds, wish.lateIds],
  );
  return row ?? { posts: 0, official: 0 };
}
