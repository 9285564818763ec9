import { defineEvent } from '#platform/events.ts';
import type { Member } from './types.ts';

/** A conversation has another last post for these people, or was read or marked unread by one of them. */
export const conversationChanged = defineEvent<{ readonly members: readonly Member[] }>('conversations.conversationChanged');
