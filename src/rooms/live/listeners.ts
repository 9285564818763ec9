import { standingChanged } from '#accounts';
import { postDeleted } from '#posts';
import { holdBack } from '#streaming';
import { hear, work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { forgetAccount, forgetPost } from './commands/forget.ts';
import { broadcastFeed } from './broadcasts.ts';
import { tellOfQuestion } from './commands/tell.ts';
import { countFeed, questionFeed } from './counts.ts';
import { delayChanged, noteWritten, questionChanged, roomChanged, roomRemoved } from './events.ts';
import { forget, liveState, remember } from './state.ts';
import { postFeed, roomFeed } from './streams.ts';

export const listeners: readonly Listener[] = [
  hear(roomChanged, 'live.rememberRoom', (ctx, { payload: { roomId, placed } }) => {
    const state = liveState(ctx);
    state.rooms.drop(roomId);
    state.counts.delete(roomId);
    remember(state, { id: roomId, ...placed, startsAt: new Date(placed.startsAt) });
  }),
  hear(roomRemoved, 'live.forgetRoom', (ctx, { payload: { roomId } }) => {
    const state = liveState(ctx);
    state.rooms.drop(roomId);
    state.counts.delete(roomId);
    forget(state, roomId);
    state.notes.clear();
  }),
  hear(noteWritten, 'live.rememberNote', (ctx, { payload: { postId } }) => liveState(ctx).notes.drop(postId)),
  hear(postDeleted, 'live.forgetNote', (ctx, { payload: { id } }) => liveState(ctx).notes.drop(id)),
  hear(delayChanged, 'live.holdBack', (ctx, { payload: { roomId, accountId, delayMs } }) => {
    liveState(ctx).rooms.drop(roomId);
    holdBack(ctx, { topic: `room/${roomId}`, accountId, delayMs });
  }),
  work(postDeleted, 'live.forgetPost', forgetPost),
  work(standingChanged, 'live.forgetAccount', forgetAccount),
  work(questionChanged, 'live.tellOfQuestion', tellOfQuestion),
  ...postFeed.listeners,
  ...questionFeed.listeners,
  ...countFeed.listeners,
  ...broadcastFeed.listeners,
  ...roomFeed.listeners,
];
