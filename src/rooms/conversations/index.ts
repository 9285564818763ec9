/**
 * conversations: direct posts as talks: one for each thread and set of people, seen by each of them in their own way.
 * Owns: which post belongs to which conversation, who has read it, who has put it away; the stream `direct`.
 * Promises: a conversation always agrees with the posts there are, whatever was written, edited and deleted at the same moment; its
 *   last post is one that its reader may see and wants to; a stream brings what the list shows.
 * Does not do: write or hide posts (#posts), say who is named in them, encrypt anything.
 */
export { conversationChanged } from './events.ts';
export { encodeConversations, readConversations } from './reads.ts';
