/** Watching later, together: what was written beside a programme, by the programme's own clock. */

import { readPinned } from '#live';
import type { RoomFacts } from '#live';
import type { RoomPost } from './entities.ts';
import { presentNoted } from './rooms.server.ts';
import type { Visit } from './visit.ts';

const MINUTE_MS = 60_000;
const LOOKED_BACK_MS = 10 * MINUTE_MS;
/** Where much was written. */
const SHORTER_MS = [2 * MINUTE_MS, MINUTE_MS / 4];
const FULL = 200;
const MOST_SHOWN = 60;
const LONGEST_MS = 1_209_600_000;

/** Where somebody is on the programme's clock, by the address of their page alone. */
export interface Position {
  /** When the programme began for them, in milliseconds since 1970; undefined: their clock stands still. */
  readonly began: number | undefined;
  /** On the programme's clock. */
  readonly at: number;
}

const whole = (text: string | null): number | undefined => (text !== null && /^-?\d{1,16}$/.test(text) ? Number(text) : undefined);

/** 12:30 or 1:02:30 or 750, as milliseconds. */
export function momentIn(text: string): number | undefined {
  if (!/^\d{1,6}(:\d{1,2}){0,2}$/.test(text.trim())) return undefined;
  return Math.min(LONGEST_MS, text.trim().split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}

export function positionIn({ ctx }: Visit, { searchParams }: URL): Position | undefined {
  const [began, at] = [whole(searchParams.get('began')), whole(searchParams.get('at'))];
  if (began !== undefined) return { began, at: Math.min(LONGEST_MS, Math.max(0, ctx.now().getTime() - began)) };
  return at === undefined ? undefined : { began: undefined, at: Math.min(LONGEST_MS, Math.max(0, at)) };
}

export interface Together {
  /** The last before the position, the newest first. */
  readonly posts: readonly RoomPost[];
  /** In how many milliseconds there is something new; undefined: not soon. */
  readonly nextIn: number | undefined;
}

/** Everything up to the position, and nothing after it. */
export async function presentTogether(visit: Visit, room: RoomFacts, { at }: Position, only: 'followed' | undefined): Promise<Together> {
  const wish = { only, delayMs: 0 };
  const within = (window: number) => readPinned(visit.ctx, room, { ...wish, sourceFrom: Math.max(0, at - window), sourceTo: at + 1 });
  let past = await within(LOOKED_BACK_MS);
  if (past.length === 0) past = await within(LONGEST_MS);
  for (const window of SHORTER_MS) if (past.length >= FULL) past = await within(window);
  const [next] = await readPinned(visit.ctx, room, { ...wish, sourceFrom: at + 1, sourceTo: at + MINUTE_MS });
  const [posts, coming] = await Promise.all([presentNoted(visit, room, past.slice(-MOST_SHOWN)), presentNoted(visit, room, next === undefined ? [] : [next])]);
  const when = coming[0]?.perchoir_room.source_ms;
  return { posts: posts.toReversed(), nextIn: when == null ? undefined : Math.max(0, when - at) };
}
