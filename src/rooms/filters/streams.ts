/** An account whose filters changed is told so on its streams: what they show may look otherwise now. */

import type { Id } from '#kit/ids.ts';
import { Frame, feedStreams } from '#streaming';
import { filtersChanged } from './events.ts';

export const feed = feedStreams(
  {
    name: 'filters.tellStreams',
    route: (_ctx, { id, payload }) => {
      const { accountId } = payload as { accountId: Id };
      const frame = new Frame('filters_changed', '1', id);
      return { topics: ['user'], accountIds: [accountId], frameFor: () => frame };
    },
  },
  [filtersChanged],
);
