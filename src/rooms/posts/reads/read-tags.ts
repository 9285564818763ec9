import { Cache } from '#kit/cache.ts';
import { idAtTime, timeOfId } from '#kit/ids.ts';
import { SYSTEM, houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectTagDays } from '../queries/tags.ts';
import type { TagDay, TagFacts } from '../types.ts';

const DAYS = 7;
const DAY_MS = 86_400_000;
/** A day of ids. Ids are counted from a midnight (UTC), so these days are those of the calendar. */
const DAY = idAtTime(DAY_MS + Date.UTC(2020, 0)) - idAtTime(Date.UTC(2020, 0));
/** A tag of the hour is asked for by everybody; its figures may be this old. */
const FRESH_MS = 5 * 60_000;

const remembered = perHouse(() => new Cache<string, { at: number; history: readonly TagDay[] }>({ maxBytes: 4 * 1024 * 1024, sizeOf: () => 900 }));

/** Tags by their keys, with how often and by how many each was said publicly on the last seven days, today first. */
export async function readTags(ctx: Context, keys: readonly string[]): Promise<TagFacts[]> {
  const memory = remembered(ctx);
  const now = ctx.now().getTime();
  for (const key of keys) if ((memory.get(key)?.at ?? now) < now - FRESH_MS) memory.drop(key);
  const found = await memory.loadMany(keys, (missing) => loadHistories(ctx, missing, now));
  return keys.map((key) => ({ key, history: found.get(key)?.history ?? [] }));
}

async function loadHistories(ctx: Context, keys: readonly string[], now: number): Promise<Map<string, { at: number; history: TagDay[] }>> {
  const today = Math.floor(idAtTime(now) / DAY);
  const rows = await selectTagDays(houseOf(ctx).context(SYSTEM), keys, (today - DAYS + 1) * DAY, DAY);
  const byDay = new Map(rows.map((row) => [`${row.day} ${row.key}`, row]));
  const historyOf = (key: string): TagDay[] => Array.from({ length: DAYS }, (_, back) => {
    const { uses = 0, accounts = 0 } = byDay.get(`${today - back} ${key}`) ?? {};
    return { day: timeOfId((today - back) * DAY), uses, accounts };
  });
  return new Map(keys.map((key) => [key, { at: now, history: historyOf(key) }]));
}
