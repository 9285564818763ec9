import type { Id } from '#kit/ids.ts';
import { defineEvent, defineQuestion } from '#platform/events.ts';

interface About {
  readonly id: Id;
  readonly roomId: Id | undefined;
  readonly accountId: Id;
}

/** Asked before a broadcast is made for a room, handed over in it, or goes on in it: may this account go live there? */
export const broadcastPlanned = defineQuestion<{ readonly roomId: Id; readonly accountId: Id }>('video.broadcastPlanned');

/** Made, renamed, hidden or shown, handed over, given a poster: what is told of it is other than before. */
export const broadcastChanged = defineEvent<About>('video.broadcastChanged');
/** There is something to see: its first segment is whole. Also when it goes on after a pause. */
export const broadcastBegan = defineEvent<About & { readonly resumed: boolean }>('video.broadcastBegan');
/** Nothing comes any more; it goes on in this broadcast if something does within five minutes. */
export const broadcastPaused = defineEvent<About>('video.broadcastPaused');
export const broadcastEnded = defineEvent<About & { readonly durationMs: number }>('video.broadcastEnded');
export const broadcastDeleted = defineEvent<About>('video.broadcastDeleted');
/** A line typed while the broadcast runs; milliseconds of the broadcast's own time. */
export const captionAdded = defineEvent<{
  readonly id: Id;
  readonly captionId: Id;
  readonly broadcastId: Id;
  readonly roomId: Id | undefined;
  readonly language: string;
  readonly startsMs: number;
  readonly endsMs: number;
  readonly text: string;
}>('video.captionAdded');
