/**
 * media: pictures, films and sounds that people show, and the small pictures they write between colons.
 * Owns: uploads and what is made of them, their descriptions; the files on the disk and their addresses; custom emoji.
 * Promises: nothing of what was sent leaves unprepared, neither its metadata nor its name; a file is opened in a process with
 *   bounds, never in this one; a file that nothing shows any more is gone from the disk; an upload belongs to one post at most.
 * Does not do: decide who sees a post, and so an attachment (#posts); avatars and headers (#accounts), whose files it serves.
 */
export { attach, describeAll, detach, holdUploads, removeOfOwner, removeOfPost } from './commands/attach.ts';
export { provideBlobUse, removeBlobs } from './commands/blobs.ts';
export { addEmoji, removeEmoji } from './commands/emoji.ts';
export { prepareApart } from './commands/prepare-apart.ts';
export { makePreview, uploadWhole } from './commands/upload.ts';
export type { UploadedFile } from './commands/upload.ts';
export { attachmentChanged, emojiAdded, emojiRemoved } from './events.ts';
export { AttachmentReply, EmojiReply, presentAttachment, presentEmoji, presentFile } from './presenter.ts';
export { findEmojis, readAttachments, readEmojis, readFocus } from './reads.ts';
export type { ReadableMedia } from './schema.ts';
export type { AttachmentFacts, Emoji, MediaWish } from './types.ts';
