/**
 * video: broadcasts, from the first frame that comes in to the last one that is replayed.
 * Owns: broadcasts, their keys, captions and recordings; packaging, playlists, the sockets that get the picture pushed.
 * Promises: frames are packaged as they come and never encoded anew; a broadcast that is interrupted goes on in itself for five minutes;
 *   what a segment shows is on the disk before its row is; of a deleted broadcast no byte is left; who sends is told in words what is wrong.
 * Does not do: know what a room is (an opaque id; `broadcastPlanned` asks whether one may go live there); comments and reactions.
 */
export { removeBroadcast } from './commands/change-broadcast.ts';
export { endBroadcast } from './commands/end-broadcast.ts';
export { encodeBroadcasts } from './encode.ts';
export { broadcastBegan, broadcastChanged, broadcastDeleted, broadcastEnded, broadcastPaused, broadcastPlanned, captionAdded } from './events.ts';
export { readVideoFigures } from './figures.ts';
export { openIngest } from './live/open-ingest.ts';
export { BroadcastReply } from './presenter.ts';
export { getBroadcast, readBroadcasts } from './reads.ts';
export type { Broadcast, BroadcastState } from './types.ts';
