import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';

interface ChatEvent {
  readonly chatId: Id;
}

/** A chat, or who is in it, is not what it was. `accountIds`: whom it concerns, those who have left with it too. */
export const chatChanged = defineEvent<ChatEvent & { readonly accountIds: readonly Id[] }>('chats.chatChanged');
/** `id`: of the message. */
export const messageSent = defineEvent<ChatEvent & { readonly id: Id; readonly authorId: Id }>('chats.messageSent');
/** It was edited, reacted to, or taken back. */
export const messageChanged = defineEvent<ChatEvent & { readonly messageId: Id }>('chats.messageChanged');
/** They came to their end, and are gone without a trace. */
export const messagesExpired = defineEvent<ChatEvent & { readonly messageIds: readonly Id[] }>('chats.messagesExpired');
/** Somebody has read up to here. */
export const chatRead = defineEvent<ChatEvent & { readonly accountId: Id; readonly readId: Id }>('chats.chatRead');
