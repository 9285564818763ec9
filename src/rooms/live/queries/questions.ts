import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { BinRow, QuestionRow } from '../types.ts';

/** A question `q` as its step `s` left it, with the votes it had until $2, or until the step where that is null. */
const AS_OF = `q.id, q.room_id, q.account_id, q.text, s.state, q.invited_id, s.carrier_id, s.answer_post_id, q.created_at, s.at as changed_at,
  (select count(*)::int from live.question_vote v where v.question_id = q.id and v.created_at <= coalesce($2::timestamptz, s.at)) as votes`;
const COLUMNS = 'id, room_id, account_id, text, state, invited_id, carrier_id, votes, answer_post_id, created_at, changed_at';

/** Questions that stand, of those asked until a moment. By question_room. */
export async function selectQuestionCount(ctx: Context, roomId: Id, until: Date | undefined): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    ctx,
    "select count(*) as count from live.question where room_id = $1 and state <> 'withdrawn' and ($2::timestamptz is null or created_at <= $2)",
    [roomId, until ?? null],
  );
  return row?.count ?? 0;
}

/** By the primary key. `hold`: to be changed in this transaction. */
export async function selectQuestion(ctx: Context, roomId: Id, id: Id, hold = false): Promise<QuestionRow | undefined> {
  const [row] = await rowsOf<QuestionRow>(ctx, `select ${COLUMNS} from live.question where id = $1 and room_id = $2 ${hold ? 'for no key update' : ''}`, [id, roomId]);
  return row;
}

/** Those that stand, with most votes first or newest first; `until`: as they were then. By question_room, and the primary key of steps. */
export function selectQuestions(ctx: Context, roomId: Id, wish: { sort: 'votes' | 'newest'; until: Date | undefined; limit: number; offset: number }): Promise<QuestionRow[]> {
  const order = wish.sort === 'votes' ? 'votes desc, id' : 'id desc';
  if (wish.until === undefined) return rowsOf(ctx, `select ${COLUMNS} from live.question where room_id = $1 and state <> 'withdrawn' order by ${order} limit $2 offset $3`, [roomId, wish.limit, wish.offset]);
  return rowsOf(
    ctx,
    `select ${AS_OF} from live.question q
       join lateral (select * from live.question_step where question_id = q.id and at <= $2 order by number desc limit 1) s on true
     where q.room_id = $1 and q.state <> 'withdrawn' order by ${order} limit $3 offset $4`,
    [roomId, wish.until, wish.limit, wish.offset],
  );
}

/** A question as a step left it; undefined where it was withdrawn since. By the primary keys. */
export async function selectAtStep(ctx: Context, id: Id, number: number): Promise<QuestionRow | undefined> {
  const [row] = await rowsOf<QuestionRow>(
    ctx, `select ${AS_OF} from live.question_step s join live.question q on q.id = s.question_id where s.question_id = $1 and s.number = $3 and q.state <> 'withdrawn'`,
    [id, null, number],
  );
  return row;
}

/** What became of questions after a moment, or until it, the nearest to it first. By question_step_room. */
export function selectSteps(ctx: Context, roomId: Id, wish: { from: Date; to: Date; order: 'asc' | 'desc'; limit: number }): Promise<QuestionRow[]> {
  return rowsOf(
    ctx,
    `select ${AS_OF} from live.question_step s join live.question q on q.id = s.question_id
     where s.room_id = $1 and s.at >= $3 and s.at < $4 and q.state <> 'withdrawn'
     order by s.at ${wish.order}, s.question_id ${wish.order}, s.number ${wish.order} limit $5`,
    [roomId, null, wish.from, wish.to, wish.limit],
  );
}

/** @returns which step of the question it is */
export async function insertStep(tx: Context, row: QuestionRow): Promise<number> {
  const [made] = await rowsOf<{ number: number }>(
    tx,
    `insert into live.question_step (question_id, number, room_id, at, state, carrier_id, answer_post_id)
     select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6 from live.question_step where question_id = $1 returning number`,
    [row.id, row.room_id, row.changed_at, row.state, row.carrier_id, row.answer_post_id],
  );
  return made?.number ?? 1;
}

/** Those of an account that wait in a room. By question_account. */
export async function selectWaiting(ctx: Context, roomId: Id, accountId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    ctx, "select count(*) as count from live.question where account_id = $2 and room_id = $1 and state in ('asked', 'carried', 'on_stage')", [roomId, accountId],
  );
  return row?.count ?? 0;
}

export async function insertQuestion(tx: Context, row: QuestionRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into live.question (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [row.id, row.room_id, row.account_id, row.text, row.state, row.invited_id, row.carrier_id, row.votes, row.answer_post_id, row.created_at, row.changed_at],
  );
}

export async function updateQuestion(tx: Context, row: QuestionRow): Promise<void> {
  await rowsOf(
    tx,
    'update live.question set text = $2, state = $3, carrier_id = $4, answer_post_id = $5, changed_at = $6 where id = $1',
    [row.id, row.text, row.state, row.carrier_id, row.answer_post_id, row.changed_at],
  );
}

/** Whether it is new; counted with it. */
export async function insertVote(tx: Context, questionId: Id, accountId: Id): Promise<boolean> {
  const rows = await rowsOf(
    tx, 'insert into live.question_vote (question_id, account_id, created_at) values ($1, $2, $3) on conflict do nothing returning 1', [questionId, accountId, tx.now()],
  );
  if (rows.length > 0) await rowsOf(tx, 'update live.question set votes = votes + 1 where id = $1', [questionId]);
  return rows.length > 0;
}

/** Whether it was there. */
export async function deleteVote(tx: Context, questionId: Id, accountId: Id): Promise<boolean> {
  const rows = await rowsOf(tx, 'delete from live.question_vote where question_id = $1 and account_id = $2 returning 1', [questionId, accountId]);
  if (rows.length > 0) await rowsOf(tx, 'update live.question set votes = votes - 1 where id = $1', [questionId]);
  return rows.length > 0;
}

/** By the primary key. */
export async function selectVoted(ctx: Context, accountId: Id, ids: readonly Id[]): Promise<Set<Id>> {
  const rows = await rowsOf<{ id: Id }>(ctx, 'select question_id as id from live.question_vote where account_id = $1 and question_id = any($2::bigint[])', [accountId, ids]);
  return new Set(rows.map(({ id }) => id));
}

/** By the primary key. */
export function selectVotes(ctx: Context, ids: readonly Id[]): Promise<{ id: Id; votes: number }[]> {
  return rowsOf(ctx, 'select id, votes from live.question where id = any($1::bigint[]) order by id', [ids]);
}

/** What an account asked and voted for, and what it carried goes back to who asked. By question_account, question_vote_account and question_step_carrier. */
export async function deleteQuestionsOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'update live.question q set votes = votes - 1 from live.question_vote v where v.account_id = $1 and v.question_id = q.id', [accountId]);
  await rowsOf(tx, 'delete from live.question_vote where account_id = $1', [accountId]);
  await rowsOf(tx, 'delete from live.question where account_id = $1', [accountId]);
  await rowsOf(tx, "update live.question set carrier_id = null, state = case state when 'carried' then 'asked' else state end where carrier_id = $1", [accountId]);
  await rowsOf(tx, 'update live.question_step set carrier_id = null where carrier_id = $1', [accountId]);
  await rowsOf(tx, 'update live.question set invited_id = null where invited_id = $1', [accountId]);
}

/** By question_answer and question_step_answer. */
export async function updateAnswerGone(tx: Context, postId: Id): Promise<void> {
  await rowsOf(tx, 'update live.question_step set answer_post_id = null where answer_post_id = $1', [postId]);
  await rowsOf(tx, 'update live.question set answer_post_id = null where answer_post_id = $1', [postId]);
}

/** Adds to the counts of five seconds each; kinds and counts go together. */
export async function upsertBins(tx: Context, roomId: Id, bins: readonly BinRow[]): Promise<void> {
  await rowsOf(
    tx,
    `insert into live.bin (room_id, kind, at, count) select $1, kind, at, count from unnest($2::text[], $3::int[], $4::int[]) as b (kind, at, count) order by at, kind
     on conflict (room_id, at, kind) do update set count = bin.count + excluded.count`,
    [roomId, bins.map(({ kind }) => kind), bins.map(({ at }) => at), bins.map(({ count }) => count)],
  );
}

/** By the primary key. */
export function selectBins(ctx: Context, roomId: Id, from: number, below: number): Promise<BinRow[]> {
  return rowsOf(ctx, 'select kind, at, count from live.bin where room_id = $1 and at >= $2 and at < $3 order by at, kind limit 100000', [roomId, from, below]);
}
