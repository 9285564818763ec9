/** An evening once more, in its own time: what came around one moment of it, a bounded window at a time. */

import type { PostFacts } from '#posts';
import { idAtTime, timeOfId } from '#kit/ids.ts';
import { SYSTEM, houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { presentMoment } from '../presenter.ts';
import { selectWritten } from '../queries/notes.ts';
import { selectSteps } from '../queries/questions.ts';
import { BIN_SECONDS } from '../rules.ts';
import type { RoomFacts } from '../types.ts';
import { readCurve, showQuestions } from './questions.ts';
import type { Curve } from './questions.ts';
import { notesOf, pictureTime } from './rooms.ts';
import { encodeTimeline, readOf, readTimeline } from './timeline.ts';

/** More than can come in one millisecond, so that every window moves on. */
const MOST_AT_ONCE = 300;
/** What a window reaches over at most, forwards: the reactions of a long evening are not sent at one time. */
const LONGEST_MS = 10 * 60_000;
const BEGINNING = new Date(0);

export interface ReplayWish {
  readonly at: Date;
  /** What came from that moment on, or the last before it. */
  readonly way: 'after' | 'before';
  readonly limit: number;
  readonly delayMs: number;
}

/** One thing that came into the evening, at its moment: a post with its note, what a question became, what a host marked. */
export type ReplayItem =
  | { readonly kind: 'post'; readonly at: number; readonly status: object; readonly room: object }
  | { readonly kind: 'question' | 'moment'; readonly at: number; readonly told: object };

export interface Replay {
  /** The first first. */
  readonly items: readonly ReplayItem[];
  readonly bins: Curve['bins'];
  /** All that came from here, in milliseconds since 1970, until there is in it; null: from the beginning, to the end. */
  readonly from: number | null;
  readonly until: number | null;
}

interface Span {
  readonly from: Date;
  readonly to: Date;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
}

interface Evening {
  readonly room: RoomFacts;
  readonly delayMs: number;
}

interface Found {
  readonly items: readonly ReplayItem[];
  /** What lies beyond this moment was not looked at. */
  readonly edge: number | undefined;
}

/** What came around a moment, as its viewer may see it now: what was deleted since is not there. */
export async function readReplay(ctx: Context, room: RoomFacts, wish: ReplayWish): Promise<Replay> {
  const now = pictureTime(ctx, wish.delayMs);
  const end = Math.min(now.getTime() + 1, room.closed_at?.getTime() ?? Number.MAX_SAFE_INTEGER);
  const after = wish.way === 'after';
  const at = wish.at.getTime();
  const horizon = Math.min(end, at + LONGEST_MS);
  const span: Span = after ? { from: wish.at, to: new Date(Math.max(at, horizon)), order: 'asc', limit: wish.limit } : { from: BEGINNING, to: new Date(Math.min(end, at)), order: 'desc', limit: wish.limit };
  const evening: Evening = { room, delayMs: wish.delayMs };
  const sources = await Promise.all([readTold(ctx, evening, span), readWritten(ctx, evening, span), readSteps(ctx, room, span)]);
  const edges = sources.flatMap(({ edge }) => edge ?? []);
  const edge = edges.length === 0 ? undefined : after ? Math.min(...edges) : Math.max(...edges);
  // All of the window came at one moment: it is read as a whole.
  if (after && edge === at && wish.limit < MOST_AT_ONCE) return readReplay(ctx, room, { ...wish, limit: MOST_AT_ONCE });
  const [from, until] = after ? [at, Math.max(edge ?? span.to.getTime(), at)] : [edge === undefined ? null : edge + 1, span.to.getTime()];
  const within = ({ at: moment }: { at: number }): boolean => moment >= (from ?? 0) && moment < until;
  const moments = room.moments.map((moment): ReplayItem => ({ kind: 'moment', at: Date.parse(moment.at), told: presentMoment(moment) }));
  return {
    items: [...sources.flatMap(({ items }) => items), ...moments].filter(within).sort((a, b) => a.at - b.at),
    bins: after ? await readBins(ctx, room, { from: at, until }) : [],
    from, until: after && edge === undefined && room.closed_at !== null && until >= end ? null : until,
  };
}

async function readBins(ctx: Context, room: RoomFacts, { from, until }: { from: number; until: number }): Promise<Curve['bins']> {
  if (room.opened_at === null) return [];
  const opened = room.opened_at.getTime();
  const second = (ms: number): number => Math.max(0, Math.floor((ms - opened) / 1000));
  const { bins } = await readCurve(ctx, room, { from: Math.max(0, second(from) - BIN_SECONDS), to: second(until), delayMs: 0 });
  return bins.map(({ at, counts }) => ({ at: opened + at * 1000, counts }));
}

async function present(ctx: Context, { room, delayMs }: Evening, posts: readonly PostFacts[], timeOf: (post: PostFacts) => number): Promise<ReplayItem[]> {
  const told = JSON.parse(String(await encodeTimeline(ctx, room, posts, delayMs))) as { status: object; room: object }[];
  return posts.map((post, index) => ({ kind: 'post', at: timeOf(post), status: told[index]?.status ?? {}, room: told[index]?.room ?? {} }));
}

/** By the server's clock, without those that have a clock of their own. */
async function readTold(ctx: Context, evening: Evening, { from, to, order, limit }: Span): Promise<Found> {
  const after = idAtTime(from) - 1;
  const { posts, full } = await readTimeline(ctx, evening.room, { maxId: idAtTime(to), limit, ...(order === 'asc' ? { minId: after } : { sinceId: after }) }, {});
  const notes = await notesOf(ctx, posts.map(({ id }) => id));
  const last = (order === 'asc' ? posts[0] : posts.at(-1))?.id;
  const timed = posts.filter(({ id }) => notes.get(id)?.written_at == null);
  return { items: await present(ctx, evening, timed, ({ id }) => timeOfId(id).getTime()), edge: full && last !== undefined ? timeOfId(last).getTime() : undefined };
}

/** By the clock of the phone that was offline. */
async function readWritten(ctx: Context, evening: Evening, span: Span): Promise<Found> {
  const rows = await selectWritten(houseOf(ctx).context(SYSTEM), evening.room.id, span);
  const times = new Map(rows.map(({ id, at }) => [id, at.getTime()]));
  const posts = await readOf(ctx, evening.room, rows.map(({ id }) => id));
  return { items: await present(ctx, evening, posts, ({ id }) => times.get(id) ?? 0), edge: rows.length < span.limit ? undefined : rows.at(-1)?.at.getTime() };
}

/** What became of questions. */
async function readSteps(ctx: Context, room: RoomFacts, span: Span): Promise<Found> {
  const rows = await selectSteps(houseOf(ctx).context(SYSTEM), room.id, span);
  const shown = (await showQuestions(ctx, rows)) as { changed_at: string }[];
  return { items: shown.map((told) => ({ kind: 'question', at: Date.parse(told.changed_at), told })), edge: rows.length < span.limit ? undefined : rows.at(-1)?.changed_at.getTime() };
}
