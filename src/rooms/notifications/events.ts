import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';

/** A line was added for an account, or an older one renewed under a new id. `pushes`: some app of theirs wants to be told. */
export const notified = defineEvent<{ readonly id: Id; readonly accountId: Id; readonly pushes: boolean }>('notifications.notified');

/** What was kept out from somebody is in the list now: whoever shows the list reads it anew. */
export const requestsAccepted = defineEvent<{ readonly accountId: Id }>('notifications.requestsAccepted');
