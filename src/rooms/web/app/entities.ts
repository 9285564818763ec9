/** What the API tells clients, as types: pages show the same things that any app shows. */

import type { Static } from 'typebox';
import type { AccountReply, ListReply, RelationshipReply } from '#accounts';
import type { AttachmentReply, EmojiReply } from '#media';
import type { CardReply } from '#links';
import type { PostReply, TagReply } from '#posts';
import type { NoteReply, ParticipantReply, QuestionReply, RoomReply, ScreenReply } from '#live';
import type { ChatReply, MemberReply, MessageReply, NightReply, NoteReply as ChatNoteReply, TaskReply, UnreadReply } from '#chats';
import type { GroupReply, ItemReply, LogReply, MapReply, MemberReply as GroupMemberReply } from '#groups';
import type { SavedReply } from '#search';
import type { ProposalReply, RoleReply, WholeProposalReply } from '#decisions';
import type { HelpReply } from '#help';
import type { CardReply as TrustCardReply, StepsReply, TrustReply } from '#trust';
import type { BroadcastReply } from '#video';

export type Account = Static<typeof AccountReply>;
/** What is between the viewer and somebody. */
export type Relation = Static<typeof RelationshipReply>;
export type PeopleList = Static<typeof ListReply>;
export type Emoji = Static<typeof EmojiReply>;
export type SavedSearch = Static<typeof SavedReply>[number];
export type Card = Static<typeof CardReply>;
export type Tag = Static<typeof TagReply>;
export type Post = Static<typeof PostReply>;
export type Poll = NonNullable<Post['poll']>;

/** A picture or sound that goes out, or went out, live. */
export type Broadcast = Static<typeof BroadcastReply>;

/** Measures of a picture, film or sound, as far as they are known. */
interface Sizes {
  readonly width?: number;
  readonly height?: number;
  readonly duration?: number;
}

export type Attachment = Omit<Static<typeof AttachmentReply>, 'meta'> & {
  readonly meta: { readonly original?: Sizes; readonly small?: Sizes; readonly focus?: { readonly x: number; readonly y: number } } | null;
};

export interface Notification {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly group_key: string;
  readonly account: Account;
  readonly status?: Post;
  readonly filtered?: boolean;
}

/** How far somebody has read a list. */
export interface Marker {
  readonly last_read_id: string;
  readonly version: number;
  readonly updated_at: string;
}

/** What a group has to decide, or has decided. */
export type Proposal = Static<typeof ProposalReply>;
/** The same with everything said to it. */
export type WholeProposal = Static<typeof WholeProposalReply>;
export type GroupRole = Static<typeof RoleReply>;
export type Help = Static<typeof HelpReply>;

/** What stands between two people. */
export type Trust = Static<typeof TrustReply>;
export type TrustStep = Static<typeof StepsReply>[number];
export type TrustCard = Partial<Static<typeof TrustCardReply>>;

export type MarkedList = 'home' | 'notifications';

/** Notifications that belong together, told as one. */
export interface NoticeGroup {
  readonly group_key: string;
  readonly type: string;
  readonly notifications_count: number;
  readonly page_max_id: string;
  readonly latest_page_notification_at: string;
  readonly sample_account_ids: readonly string[];
  readonly status_id?: string;
  /** What another room says of it: of an event room, of trust, of a group. */
  readonly perchoir_room?: ToldAbout;
  readonly perchoir_trust?: ToldAbout;
  readonly perchoir_group?: ToldAbout;
}

export type ToldAbout = Readonly<Partial<Record<string, string | null>>>;

export interface NoticePage {
  readonly accounts: readonly Account[];
  readonly statuses: readonly Post[];
  readonly notification_groups: readonly NoticeGroup[];
}

export interface Conversation {
  readonly id: string;
  readonly unread: boolean;
  readonly accounts: readonly Account[];
  readonly last_status: Post;
}

/** An event room. */
export type Room = Static<typeof RoomReply>;
/** Somebody who takes part in an evening. */
export type Participant = Static<typeof ParticipantReply>;
/** What the screen of a venue shows. */
export type Screen = Static<typeof ScreenReply>;
export type Question = Static<typeof QuestionReply>;
/** What a room knows of one of its posts. */
export type RoomNote = Static<typeof NoteReply>;
/** A post of a room. */
export type RoomPost = Post & { readonly perchoir_room: RoomNote };

/** How strongly a room felt, a few seconds at a time. */
export interface Curve {
  readonly bin_seconds: number;
  readonly kinds: readonly string[];
  readonly bins: readonly { readonly at: number; readonly counts: Readonly<Record<string, number>> }[];
}

/** A private conversation. */
export type Chat = Static<typeof ChatReply>;
/** What is said in one. */
export type Message = Static<typeof MessageReply>;
/** Somebody in one. */
export type ChatMember = Static<typeof MemberReply>;
export type ChatsUnread = Static<typeof UnreadReply>;

export type Group = Static<typeof GroupReply>;
export type GroupMember = Static<typeof GroupMemberReply>;
/** A line of a group's log. */
export type GroupLine = Static<typeof LogReply>;
/** What may stay of a group. */
export type GroupItem = Static<typeof ItemReply>;
export type GroupMap = Static<typeof MapReply>;
/** A text that the people of a conversation keep together. */
export type ChatNote = Static<typeof ChatNoteReply>;
export type ChatTask = Static<typeof TaskReply>;
/** What happened in a conversation while one slept. */
export type ChatNight = Static<typeof NightReply>[number];
