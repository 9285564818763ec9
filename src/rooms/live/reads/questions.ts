import { showAccounts, viewerSets } from '#accounts';
import type { AccountJson } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { presentQuestion } from '../presenter.ts';
import { selectBins, selectQuestion, selectQuestions, selectVoted } from '../queries/questions.ts';
import { BIN_SECONDS, REACTIONS, maySeeRoom } from '../rules.ts';
import type { QuestionRow, RoomFacts } from '../types.ts';
import { pictureTime } from './rooms.ts';

export interface QuestionsWish {
  readonly sort: 'votes' | 'newest';
  readonly delayMs: number;
  readonly limit: number;
  readonly offset: number;
}

/** The queue as the viewer's picture has it: what became of a question later is not shown yet. */
export async function readQuestions(ctx: Context, room: RoomFacts, wish: QuestionsWish): Promise<object[]> {
  const until = wish.delayMs > 0 ? pictureTime(ctx, wish.delayMs) : undefined;
  return showQuestions(ctx, await selectQuestions(ctx, room.id, { ...wish, until }));
}

/** Questions as JSON, without those of whom the viewer blocks or who block the viewer. */
export async function showQuestions(ctx: Context, rows: readonly QuestionRow[]): Promise<object[]> {
  const viewer = viewerId(ctx);
  const sets = viewer === undefined ? undefined : await viewerSets(ctx, viewer);
  const seen = rows.filter((row) => maySeeRoom({ owner_id: row.account_id }, sets));
  const [people, voted] = await Promise.all([
    showAccounts(ctx, seen.flatMap((row) => [row.account_id, ...[row.carrier_id, row.invited_id].flatMap((id) => id ?? [])])),
    viewer === undefined ? undefined : selectVoted(ctx, viewer, seen.map(({ id }) => id)),
  ]);
  return seen.filter((row) => has(people, row.account_id)).map((row) => presentQuestion(row, people, voted?.has(row.id)));
}

const has = (people: ReadonlyMap<Id, AccountJson>, id: Id): boolean => people.has(id);

/** @throws Refusal 404 */
export async function showQuestion(ctx: Context, roomId: Id, id: Id): Promise<object> {
  const row = await selectQuestion(ctx, roomId, id);
  if (row === undefined) throw notFound();
  const [shown] = await showQuestions(ctx, [row]);
  if (shown === undefined) throw notFound();
  return shown;
}

export interface Curve {
  readonly bin_seconds: number;
  readonly kinds: readonly string[];
  readonly bins: readonly { readonly at: number; readonly counts: Readonly<Record<string, number>> }[];
}

/** How strongly the room felt, five seconds at a time, until where the viewer's picture is. */
export async function readCurve(ctx: Context, room: RoomFacts, wish: { from: number; to: number; delayMs: number }): Promise<Curve> {
  const until = wish.delayMs === 0 || room.opened_at === null ? Number.MAX_SAFE_INTEGER : (pictureTime(ctx, wish.delayMs).getTime() - room.opened_at.getTime()) / 1000 - BIN_SECONDS;
  const rows = await selectBins(houseOf(ctx).context(SYSTEM), room.id, wish.from, Math.max(0, Math.min(wish.to, 2_000_000, Math.floor(until) + 1)));
  const bins = new Map<number, Record<string, number>>();
  for (const { at, kind, count } of rows) bins.set(at, { ...bins.get(at), [kind]: count });
  return { bin_seconds: BIN_SECONDS, kinds: REACTIONS[room.template], bins: [...bins].map(([at, counts]) => ({ at, counts })) };
}
