import type { Id } from '#kit/ids.ts';

export type ChatKind = 'pair' | 'group';
export type MemberState = 'asked' | 'in' | 'out' | 'declined' | 'asking' | 'refused';

export interface ChatRow {
  readonly id: Id;
  readonly kind: ChatKind;
  readonly pair_low: Id | null;
  readonly pair_high: Id | null;
  readonly title: string;
  readonly locked: boolean;
  readonly timer_seconds: number | null;
  readonly made_by: Id;
  readonly created_at: Date;
  readonly last_id: Id;
  /** Whose conversation it is; null: nobody's but its members'. */
  readonly group_id: Id | null;
}

export interface MemberRow {
  readonly id: Id;
  readonly chat_id: Id;
  readonly account_id: Id;
  readonly state: MemberState;
  readonly host: boolean;
  readonly invited_by: Id | null;
  readonly after_id: Id;
  readonly read_id: Id;
  readonly archived: boolean;
  readonly muted_until: Date | null;
  readonly changed_at: Date;
}

export interface MessageRow {
  readonly id: Id;
  readonly chat_id: Id;
  readonly author_id: Id;
  readonly client_key: string;
  readonly body: string;
  /** Bytes that only the people of the chat can read, in the place of a text. */
  readonly opaque: Buffer | null;
  readonly reply_to_id: Id | null;
  readonly written_at: Date | null;
  readonly edited_at: Date | null;
  readonly deleted_at: Date | null;
  readonly expires_at: Date | null;
  /** How many. */
  readonly files: number;
  /** The address whose card it shows, and the key by which one hears of that. */
  readonly link: string | null;
  readonly link_key: string | null;
}

export type FileKind = 'picture' | 'video' | 'sound' | 'file';

/** What is known of a file; what does not apply is not there. */
export interface FileMeta {
  readonly width?: number;
  readonly height?: number;
  /** Seconds. */
  readonly duration?: number;
  readonly blurhash?: string;
  readonly voice?: true;
  /** How loud it is from begin to end, from 0 to 100, as its sender's page measured it. */
  readonly waveform?: readonly number[];
}

export interface FileRow {
  readonly id: Id;
  readonly chat_id: Id;
  readonly owner_id: Id;
  /** Null: not sent yet. */
  readonly message_id: Id | null;
  readonly kind: FileKind;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly description: string;
  readonly disk: string;
  readonly preview: string | null;
  readonly preview_type: string | null;
  readonly meta: FileMeta;
  readonly created_at: Date;
}

/** A chat with everybody who is asked or in it. */
export interface ChatFacts extends ChatRow {
  readonly members: ReadonlyMap<Id, MemberRow>;
}

/** A link by which people ask to come in. */
export interface LinkRow {
  readonly chat_id: Id;
  readonly token: string;
  readonly made_by: Id;
  readonly expires_at: Date;
}

export interface NoteRow {
  readonly id: Id;
  readonly chat_id: Id;
  readonly made_by: Id;
  readonly revision: number;
  readonly title: string;
  readonly body: string;
  readonly edited_by: Id;
  readonly edited_at: Date;
}

export interface TaskRow {
  readonly id: Id;
  readonly chat_id: Id;
  readonly text: string;
  /** Whose it is. */
  readonly owner_id: Id | null;
  readonly due_at: Date | null;
  readonly made_by: Id;
  readonly done_by: Id | null;
  readonly done_at: Date | null;
}

/** When somebody is not to be woken. */
export interface Quiet {
  /** As 22:00. The same twice: the whole day. */
  readonly from: string;
  readonly to: string;
  /** As Europe/Paris. */
  readonly zone: string;
  /** On which it begins: 1 Monday to 7 Sunday. */
  readonly days: readonly number[];
}

/** `trusted`: those with whom they share the step of trust that has it. */
export type Whom = 'all' | 'trusted' | 'none';

/** What somebody wants of private conversations. */
export interface Preference {
  readonly quiet: Quiet | null;
  /** Who sees how far they have read, and of whom they see it. */
  readonly readMarks: Whom;
  /** The same of writing just now. */
  readonly typing: Whom;
  /** What apps that are closed are told: nothing, that there is something, or what. */
  readonly push: 'none' | 'plain' | 'text';
}

/** A reaction to a message, summed up. */
export interface Reacted {
  readonly name: string;
  readonly accountIds: readonly Id[];
}

/** What a message says: a text, or bytes that are none to the server. */
export interface BodyWish {
  readonly text: string;
  readonly opaque?: Buffer | undefined;
}

/** The same as it is kept. */
export type Said = Pick<MessageRow, 'body' | 'opaque' | 'link' | 'link_key'>;

/** What somebody sends. */
export interface MessageWish extends BodyWish {
  /** Of the client's making, at most 100 characters: the same again is the same message. */
  readonly clientKey: string;
  readonly fileIds?: readonly Id[] | undefined;
  readonly replyToId?: Id | undefined;
  readonly writtenAt?: Date | undefined;
}

/** Which chats of one's own: those one is in, those one is asked into, those one put away. */
export type Shelf = 'in' | 'requests' | 'archived';
