import { isDeepStrictEqual } from 'node:util';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { trendsCounted } from '../events.ts';
import { selectAnswered, selectSaid, selectTrends, selectUsual, updateTrends } from '../queries/trends.ts';
import type { Kind, Stretch } from '../queries/trends.ts';
import { leastDaysSetting, leastPeopleSetting } from '../settings.ts';
import { POST_DAYS, POST_HOURS, RECENT_HOURS, USUAL_DAYS, liveliestPosts, risingThings } from '../trend-rule.ts';
import type { Trend } from '../trend-rule.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How many are compared with their past: those that most people said. */
const CANDIDATES = 300;
/** Ids may run a little ahead of the clock. */
const AHEAD_MS = 60_000;

/** Counts by the rule (`trend-rule.ts`) what is talked about now. Writes only what is new. */
export async function countTrends(ctx: Context): Promise<void> {
  const now = ctx.now();
  const since = new Date(now.getTime() - ctx.settings.get(leastDaysSetting) * DAY_MS);
  const least = ctx.settings.get(leastPeopleSetting);
  const counted: Partial<Record<Kind, Trend[]>> = {
    tag: await countSaid(ctx, 'tag', now, { since, least }),
    link: await countSaid(ctx, 'link', now, { since, least }),
    post: await countPosts(ctx, now, { since, least }),
  };
  const before = await selectTrends(ctx);
  const changed = (Object.keys(counted) as Kind[]).filter((kind) => !isDeepStrictEqual(counted[kind], before[kind]));
  if (changed.length === 0) return;
  await transaction(ctx, async (tx) => {
    for (const kind of changed) await updateTrends(tx, kind, counted[kind] ?? []);
    tx.emit(trendsCounted, {});
  });
}

interface Counting {
  readonly since: Date;
  readonly least: number;
}

/** The last hours, and the week before them. */
function stretches(now: Date): { recent: Stretch; usual: Stretch } {
  const at = (hoursAgo: number): Id => idAtTime(now.getTime() - hoursAgo * HOUR_MS);
  const hour = at(0) - at(1);
  const border = at(RECENT_HOURS);
  return {
    recent: { from: border, below: idAtTime(now.getTime() + AHEAD_MS), hour },
    usual: { from: at(RECENT_HOURS + USUAL_DAYS * 24), below: border, hour },
  };
}

async function countSaid(ctx: Context, kind: 'tag' | 'link', now: Date, { since, least }: Counting): Promise<Trend[]> {
  const { recent, usual } = stretches(now);
  const said = await selectSaid(ctx, kind, recent, { since, least, limit: CANDIDATES });
  const before = await selectUsual(ctx, kind, said.map(({ key }) => key), { stretch: usual, since });
  return risingThings(said.map((one) => ({ ...one, usual: before.get(one.key) ?? 0 })), least);
}

async function countPosts(ctx: Context, now: Date, { since, least }: Counting): Promise<Trend[]> {
  const from = idAtTime(now.getTime() - POST_HOURS * HOUR_MS);
  const writtenFrom = idAtTime(now.getTime() - POST_DAYS * DAY_MS);
  return liveliestPosts(await selectAnswered(ctx, { from, writtenFrom, since, least, limit: CANDIDATES }), least, now);
}
