import type { Id } from '#kit/ids.ts';

export type RoomState = 'planned' | 'open' | 'closed';
export type Template = 'meeting' | 'match' | 'concert' | 'town_hall';
export type ItemKind = 'item' | 'song' | 'break';
export type ItemState = 'planned' | 'now' | 'done';
export type SourceKind = 'youtube' | 'peertube' | 'hls' | 'television';
/** What goes to the screen of the venue without a host's yes: nothing, what is official, everything. */
export type WallMode = 'approved' | 'official' | 'everything';

/** Where it is. The address and how to get in are for those who come. */
export interface Place {
  readonly name: string;
  readonly address: string;
  readonly access: string;
}

export interface Speaker {
  readonly id: Id;
  readonly name: string;
  readonly role: string;
  readonly accountId: Id | null;
}

export interface Item {
  readonly id: Id;
  readonly title: string;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly kind: ItemKind;
  /** When it began and was over: whoever looks later, or is behind, sees what was then. */
  readonly beganAt: string | null;
  readonly endedAt: string | null;
  readonly speakerIds: readonly Id[];
}

export interface Side {
  readonly name: string;
  readonly points: number;
}

export interface Score {
  readonly home: Side;
  readonly away: Side;
  readonly minute: number | null;
}

/** A score, and from when on it was that; null: none any more. */
export interface Scored {
  readonly at: string;
  readonly score: Score | null;
}

export interface Moment {
  readonly id: Id;
  readonly title: string;
  readonly at: string;
  readonly postId: Id | null;
}

/** What people look at beside the room: its clock is the one that posts are pinned to. */
export interface Source {
  readonly kind: SourceKind;
  readonly title: string;
  readonly url: string | null;
  readonly host: string | null;
  readonly embedUrl: string | null;
  readonly startsAt: string;
  readonly durationMs: number | null;
}

/** An event room as it is stored. */
export interface RoomRow {
  readonly id: Id;
  readonly owner_id: Id;
  readonly title: string;
  readonly tag: string;
  readonly tag_key: string;
  readonly description: string;
  readonly template: Template;
  readonly language: string | null;
  readonly time_zone: string;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly opens_itself: boolean;
  readonly closes_itself: boolean;
  readonly state: RoomState;
  readonly opened_at: Date | null;
  readonly closed_at: Date | null;
  /** Posts with its tag belong to it from this id on, and until that one. */
  readonly opens_id: Id | null;
  readonly closes_id: Id | null;
  readonly place: Place | null;
  readonly speakers: readonly Speaker[];
  readonly program: readonly Item[];
  readonly scores: readonly Scored[];
  readonly moments: readonly Moment[];
  readonly source: Source | null;
  readonly cover_id: Id | null;
  readonly secret: string;
  readonly wall: WallMode;
  readonly created_at: Date;
}

/** What an account is to a room. */
export interface MemberRow {
  readonly id: Id;
  readonly room_id: Id;
  readonly account_id: Id;
  readonly host: boolean;
  readonly voice: boolean;
  /** Whom a host lets go live. */
  readonly broadcaster: boolean;
  readonly reserved_at: Date | null;
  readonly present_at: Date | null;
  /** Took part in a way that everybody sees. */
  readonly joined_at: Date | null;
  /** How far behind what happens this person's picture is. */
  readonly delay_ms: number;
}

/** A room with those who have a duty in it; never changed in place. */
export interface RoomFacts extends RoomRow {
  readonly hosts: ReadonlySet<Id>;
  readonly voices: ReadonlySet<Id>;
  readonly broadcasters: ReadonlySet<Id>;
  /** Whose posts are official: the owner, hosts and voices. */
  readonly official: ReadonlySet<Id>;
  /** How far behind those are whose picture is. */
  readonly delays: ReadonlyMap<Id, number>;
  /** Posts that came when it had closed, and were written before: a phone that was offline. Ascending. */
  readonly lateIds: readonly Id[];
}

/** What the composer of a room says beside a post. */
export interface NoteRow {
  readonly post_id: Id;
  readonly room_id: Id;
  readonly author_id: Id;
  readonly speaker_id: Id | null;
  readonly item_id: Id | null;
  readonly feeling: string | null;
  readonly on_site: boolean;
  readonly written_at: Date | null;
  readonly source_ms: number | null;
  readonly late: boolean;
}

/** Which part of a room's posts. */
export type Only = 'official' | 'free' | 'on_site' | 'followed' | 'media';

export interface TimelineWish {
  readonly only?: Only | undefined;
  /** Nothing newer than so long ago; a member's own delay where it is not given. */
  readonly delayMs?: number | undefined;
  /** By the programme's clock, in milliseconds. */
  readonly sourceFrom?: number | undefined;
  readonly sourceTo?: number | undefined;
}

export interface RoomWish {
  readonly title?: string | undefined;
  readonly tag?: string | undefined;
  readonly description?: string | undefined;
  readonly template?: Template | undefined;
  readonly language?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly startsAt?: Date | undefined;
  readonly endsAt?: Date | null | undefined;
  readonly opensItself?: boolean | undefined;
  readonly closesItself?: boolean | undefined;
  readonly place?: Partial<Place> | null | undefined;
  readonly speakers?: readonly SpeakerWish[] | undefined;
  readonly program?: readonly ItemWish[] | undefined;
  readonly score?: Score | null | undefined;
  readonly coverId?: Id | null | undefined;
  readonly hostIds?: readonly Id[] | undefined;
  readonly voiceIds?: readonly Id[] | undefined;
  readonly wall?: WallMode | undefined;
}

export interface SpeakerWish {
  readonly id?: Id | undefined;
  readonly name: string;
  readonly role?: string | undefined;
  readonly accountId?: Id | null | undefined;
}

export interface ItemWish {
  readonly id?: Id | undefined;
  readonly title: string;
  readonly startsAt?: Date | null | undefined;
  readonly endsAt?: Date | null | undefined;
  readonly kind?: ItemKind | undefined;
  readonly state?: ItemState | undefined;
  readonly speakerIds?: readonly Id[] | undefined;
  /** By their places in the list of speakers that comes with it. */
  readonly speakerNumbers?: readonly number[] | undefined;
}

/** What somebody writes in a room. */
export interface NoteWish {
  readonly speakerId?: Id | undefined;
  readonly itemId?: Id | undefined;
  readonly feeling?: string | undefined;
  readonly onSite?: boolean | undefined;
  readonly writtenAt?: Date | undefined;
  readonly sourceMs?: number | undefined;
}

/** Numbers of a room, as of a viewer's clock. */
export interface RoomCounts {
  readonly posts: number;
  readonly official: number;
  readonly questions: number;
  readonly present: number;
}

export type QuestionState = 'asked' | 'carried' | 'on_stage' | 'answered' | 'withdrawn';
export type QuestionAct = 'carry' | 'release' | 'stage' | 'unstage' | 'answer' | 'withdraw';

export interface QuestionRow {
  readonly id: Id;
  readonly room_id: Id;
  readonly account_id: Id;
  readonly text: string;
  readonly state: QuestionState;
  /** Whom the asker would have carry it. */
  readonly invited_id: Id | null;
  readonly carrier_id: Id | null;
  readonly votes: number;
  readonly answer_post_id: Id | null;
  readonly created_at: Date;
  readonly changed_at: Date;
}

/** A room's reactions in five seconds. */
export interface BinRow {
  readonly kind: string;
  /** Seconds since the room opened. */
  readonly at: number;
  readonly count: number;
}

export type ScreenAct = 'next' | 'previous' | 'hold' | 'resume' | 'posts' | 'question' | 'curve' | 'score' | 'pin' | 'unpin';

/** What the screen of the venue shows. */
export interface Screen {
  readonly shows: 'posts' | 'question' | 'curve' | 'score';
  readonly questionId: Id | null;
  /** New posts wait. */
  readonly held: boolean;
  /** Those after this one, while they do. */
  readonly heldAt: Id | null;
  /** Stands above the others until it is taken off. */
  readonly pinnedId: Id | null;
  /** How many posts the first one shown is away from the newest. */
  readonly position: number;
}
