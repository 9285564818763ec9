/** Jobs that commands order. */

import type { Id } from '#kit/ids.ts';
import { defineJob } from '#platform/jobs.ts';

/** Opens or closes a room whose time has come, if it still is to. */
export const turnRoom = defineJob<{ readonly roomId: Id }>('live.turnRoom');
