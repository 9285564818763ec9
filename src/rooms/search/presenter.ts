import type { SavedSearch } from './types.ts';
import { LEAST_RISE, POST_DAYS, POST_HOURS, RECENT_HOURS, USUAL_DAYS } from './trend-rule.ts';
import type { Trend } from './trend-rule.ts';

const presentFigure = ({ people, now, usual, rise }: Trend) => ({
  people, people_per_hour: now, ...(usual !== undefined && { usual_per_hour: usual }), ...(rise !== undefined && { rise }),
});

/** The figures of trends, for everybody who wants to count after us. */
export function presentFigures(
  limits: { leastPeople: number; leastDays: number },
  listed: { tags: readonly Trend[]; posts: readonly Trend[]; links: readonly Trend[] },
) {
  return {
    rule: {
      page: '/trends/rule', recent_hours: RECENT_HOURS, usual_days: USUAL_DAYS, least_rise: LEAST_RISE, post_hours: POST_HOURS,
      post_days: POST_DAYS, least_people: limits.leastPeople, least_days_here: limits.leastDays,
    },
    tags: listed.tags.map((trend) => ({ name: trend.key, ...presentFigure(trend) })),
    statuses: listed.posts.map((trend) => ({ id: trend.key, ...presentFigure(trend) })),
    links: listed.links.map((trend) => ({ url: trend.key, ...presentFigure(trend) })),
  };
}

/** The field says `query` for what is searched for. */
export const presentSaved = (searches: readonly SavedSearch[]) => searches.map(({ id, text, title }) => ({ id, query: text, title }));
