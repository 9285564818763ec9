/** Facts → the Conversation entity. */

import type { ConversationFacts } from './types.ts';

/** The entity around what is encoded already. */
export function presentConversation({ id, unread }: ConversationFacts, accounts: readonly string[], status: string): string {
  return `{"id":"${id}","unread":${unread},"accounts":[${accounts.join(',')}],"last_status":${status}}`;
}
