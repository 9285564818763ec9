import { defineEvent } from '#platform/events.ts';

/**
 * What is shown of an address is something else now, or nothing any more. Not the address but its key: an event is kept for a day, and
 * the address may be one that was said in private and is to be forgotten now.
 */
export const cardReady = defineEvent<{ readonly key: string }>('links.cardReady');
