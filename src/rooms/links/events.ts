import { defineEvent } from '#platform/events.ts';

/** What is shown of an address is something else now, or nothing any more. */
export const cardReady = defineEvent<{ readonly url: string }>('links.cardReady');
