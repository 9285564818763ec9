/**
 * streaming: connections that stay open, by WebSocket and as server-sent events.
 * Owns: who is connected, what they subscribed to, limits on both, resumption.
 * Promises: one frame is encoded once for all who get it; a stream that resumes has no gap and no repeat; a client that does
 *   not read is cut off and costs the others nothing; a token that was taken back ends its streams.
 *   A channel that is `apart` is opened by a route of its own room alone, through `openEvents`.
 * Does not do: say what is in a channel. Higher rooms register channels and feeds. A feed turns an event into frames by one
 *   function, used live and on resumption:
 *     const feed = feedStreams({ name: 'room.verb', route: (ctx, event) => ({ topics, frameFor: (subscription) => frame }) }, [token]);
 *     room = { listeners: feed.listeners, start: async (house) => { registerChannels(house, […]); registerFeed(house, feed); } }
 *   What concerns one account and says nothing more (its filters changed) is such a feed, too: topics ['user'], its account,
 *   new Frame('filters_changed', '1', event.id) (test: "filters_changed reaches the user streams of its account…").
 * For authors of clients: docs/streams.md.
 */
export { closeStreams, feedStreams, forgetPrepared, hasReaders, holdBack, readersOf, registerChannels, registerFeed, tellPassing } from './delivery.ts';
export { Frame, PASSING } from './frames.ts';
export { openEvents } from './open-events.ts';
export type { Channel, Routed, Subscription } from './types.ts';
