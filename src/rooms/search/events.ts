import { defineEvent } from '#platform/events.ts';

/** The trends are others than before. */
export const trendsCounted = defineEvent<object>('search.trendsCounted');
