/** Questions, votes and reactions on the stream of their room. */

import { VISITOR, viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Id } from '#kit/ids.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import { Frame, feedStreams } from '#streaming';
import type { Routed } from '#streaming';
import { momentMarked, questionChanged, reactionsCounted, readersCounted, votesCounted, wallChanged } from './events.ts';
import { selectAtStep, selectVotes } from './queries/questions.ts';
import { selectScreen } from './queries/wall.ts';
import { FIRST_SCREEN } from './rules.ts';
import { showQuestions } from './reads/questions.ts';
import { toRoom } from './streams.ts';
import { presentMoment, presentScreen } from './presenter.ts';
import type { Moment } from './types.ts';

async function routeQuestion(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  const { roomId, questionId, accountId, state, step } = stored.payload as NonNullable<(typeof questionChanged)['payload']>;
  const gone = { id: String(questionId), state: 'withdrawn' };
  const row = state === 'withdrawn' ? undefined : await selectAtStep(ctx, questionId, step);
  const [shown] = row === undefined ? [gone] : await showQuestions(viewedBy(ctx, VISITOR), [row]);
  return shown && toRoom(ctx, roomId, new Frame('room.question', JSON.stringify(shown), stored.id), accountId);
}

async function routeCounts(ctx: Context, stored: StoredEvent): Promise<Routed | undefined> {
  if (stored.name === votesCounted.name) {
    const { roomId, questionIds } = stored.payload as { roomId: Id; questionIds: Id[] };
    const votes = (await selectVotes(ctx, questionIds)).map(({ id, votes: count }) => ({ id: String(id), votes: count }));
    return toRoom(ctx, roomId, new Frame('room.questions_votes', JSON.stringify({ votes }), stored.id));
  }
  if (stored.name === readersCounted.name) {
    const { roomId, accounts, visitors } = stored.payload as { roomId: Id; accounts: number; visitors: number };
    return toRoom(ctx, roomId, new Frame('room.readers', JSON.stringify({ accounts, visitors }), stored.id));
  }
  if (stored.name === wallChanged.name) {
    const { roomId, postId, approved } = stored.payload as { roomId: Id; postId?: Id; approved?: boolean };
    const screen = (await selectScreen(ctx, roomId)) ?? FIRST_SCREEN;
    const payload = { screen: presentScreen(screen), ...(postId !== undefined && { post_id: String(postId), approved: approved ?? null }) };
    return toRoom(ctx, roomId, new Frame('room.wall', JSON.stringify(payload), stored.id));
  }
  if (stored.name === momentMarked.name) {
    const { roomId, moment } = stored.payload as { roomId: Id; moment: Moment };
    return toRoom(ctx, roomId, new Frame('room.moment', JSON.stringify(presentMoment(moment)), stored.id));
  }
  const { roomId, at, counts } = stored.payload as { roomId: Id; at: number; counts: Record<string, number> };
  return toRoom(ctx, roomId, new Frame('room.reactions', JSON.stringify({ at, counts }), stored.id));
}

export const questionFeed = feedStreams({ name: 'live.tellQuestions', route: routeQuestion }, [questionChanged]);
export const countFeed = feedStreams({ name: 'live.tellCounts', route: routeCounts }, [votesCounted, reactionsCounted, readersCounted, momentMarked, wallChanged]);
