/** The nouns of open streams: channels that can be opened, sources that feed them, frames that go out. */

import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import type { Listener } from '#platform/events.ts';
import type { Caller } from '#platform/http/route.ts';
import type { StoredEvent } from '#platform/outbox.ts';
import type { Frame } from './frames.ts';

/** What a client may subscribe to, as its owner room declares it. */
export interface Channel {
  /** As clients name it: `user`, `public:local`, `hashtag`. */
  readonly name: string;
  /** A token needs one of these. */
  readonly scopes: readonly string[];
  /** Open to visitors without a token. */
  readonly anonymous: boolean;
  /** The parameter without which the channel means nothing. */
  readonly parameter?: 'tag' | 'list' | 'of' | 'room';
  /** Not for clients of the API, to whom there is none of this name: a route of the owner room opens it. */
  readonly apart?: true;
  /** Makes the spellings of a parameter one; undefined refuses it. */
  canonical?(parameter: string): string | undefined;
  /** Each value is somebody's own: events go to the subscriptions of all values, and `frameFor` looks at whose it is. */
  readonly together?: boolean;
  /** Whether this viewer may open it with this parameter; else it is not there. */
  mayOpen?(ctx: Context, viewerId: Id | undefined, parameter: string): boolean | Promise<boolean>;
  /** Visitors are asked about, too. */
  readonly asksVisitors?: true;
  /** For how many milliseconds frames are held back from this viewer, who says nothing of it; a parameter `delay` says it otherwise. */
  delayOf?(ctx: Context, viewerId: Id, parameter: string): number | Promise<number>;
  /** Loads beforehand what the routing of this viewer's frames will need. */
  warm?(ctx: Context, viewerId: Id): unknown;
}

/** One channel on one open connection. */
export interface Subscription {
  readonly channel: Channel;
  /** What events are routed by: the channel's name and, unless its values are told together, after a slash the parameter. */
  readonly topic: string;
  /** As the channel made it canonical. */
  readonly parameter: string | undefined;
  /** The JSON text of the `stream` member of its frames. */
  readonly label: string;
  readonly seat: { readonly viewerId: Id | undefined; readonly caller: Caller | undefined };
  /** Frames of events up to this id it has had, or did not ask for. */
  after: Id;
  /** Live frames pass it by while it catches up. */
  replaying: boolean;
  open: boolean;
}

/** What one event means to open streams. */
export interface Routed {
  /** Subscriptions of other topics are not asked. */
  readonly topics: readonly string[];
  /** Only subscriptions of these accounts are asked. */
  readonly accountIds?: readonly Id[];
  /** The frame this subscription gets: what its viewer may see and wants, decided now and not when the event was told. */
  frameFor(subscription: Subscription): Frame | undefined | Promise<Frame | undefined>;
}

/**
 * Turns events into frames, by one function for the live stream and for those who come back and missed some: that is why
 * a resumed stream shows neither less nor more than one that was never cut.
 */
export interface Source {
  /** `<room>.<verb>`, for logs. */
  readonly name: string;
  /** Undefined: nobody is concerned. May run again for the same event, much later. */
  route(ctx: Context, event: StoredEvent): Routed | undefined | Promise<Routed | undefined>;
}

/** A source with the events that it hears, ready for `room.listeners`. */
export interface Feed {
  readonly source: Source;
  readonly events: readonly string[];
  readonly listeners: readonly Listener[];
}

/** Whose streams are to end. Any one that fits is enough. */
export interface Closing {
  readonly tokenId?: Id;
  readonly accountId?: Id;
  readonly appId?: Id;
}
