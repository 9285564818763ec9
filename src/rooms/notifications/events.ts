import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';

/** A line was added for an account, or an older one renewed under a new id. */
export const notified = defineEvent<{ readonly id: Id; readonly accountId: Id }>('notifications.notified');
