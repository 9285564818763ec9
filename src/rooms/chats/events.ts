import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';

interface ChatEvent {
  readonly chatId: Id;
}

/** A chat, or who is in it, is not what it was. `accountIds`: whom it concerns, those who have left with it too. */
export const chatChanged = defineEvent<ChatEvent & { readonly accountIds: readonly Id[] }>('chats.chatChanged');
/** `id`: of the message. */
export const messageSent = defineEvent<ChatEvent & { readonly id: Id; readonly authorId: Id }>('chats.messageSent');
/** Somebody wants something else of private conversations. */
export const preferenceChanged = defineEvent<{ readonly accountId: Id }>('chats.preferenceChanged');
/** A note or a task of a chat was made, changed or removed. */
export const boardChanged = defineEvent<ChatEvent & { readonly what: 'note' | 'task'; readonly boardId: Id }>('chats.boardChanged');
/** A message names an address, as it was sent or is now. */
export const linkSaid = defineEvent<ChatEvent & { readonly messageId: Id }>('chats.linkSaid');
/** It was edited, reacted to, or taken back. */
export const messageChanged = defineEvent<ChatEvent & { readonly messageId: Id }>('chats.messageChanged');
/** They came to their end, and are gone without a trace. */
export const messagesExpired = defineEvent<ChatEvent & { readonly messageIds: readonly Id[] }>('chats.messagesExpired');
/** Somebody has read up to here. */
export const chatRead = defineEvent<ChatEvent & { readonly accountId: Id; readonly readId: Id }>('chats.chatRead');
