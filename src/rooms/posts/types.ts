import type { QuotePolicy } from '#accounts';
import type { AttachmentFacts, Emoji, MediaWish, UploadedFile } from '#media';
import type { Id } from '#kit/ids.ts';
import type { IdSet } from '#kit/sorted.ts';

export type Visibility = ChosenVisibility | 'group';
/** What an author chooses; `group` comes with the group. */
export type ChosenVisibility = 'public' | 'unlisted' | 'followers' | 'direct';

export interface Counts {
  readonly replies: number;
  readonly reposts: number;
  readonly likes: number;
  readonly quotes: number;
}

/** A post as JSON that is the same for every viewer: `head`, then the author's account, then `tail`. */
export interface EncodedPost {
  readonly head: Buffer;
  readonly tail: Buffer;
  /** How much of `tail` comes before the counts. */
  readonly fixed: number;
}

/** The post shown inside another, and what became of it: its author may take the consent back, or delete it. */
export interface QuoteFacts {
  readonly postId: Id;
  readonly authorId: Id;
  readonly state: 'accepted' | 'revoked' | 'deleted';
}

/** What is known of a post, without its wording. Never changed in place. */
export interface PostFacts {
  readonly id: Id;
  readonly authorId: Id;
  readonly visibility: Visibility;
  /** Whose members see it; with the visibility `group` alone. */
  readonly groupId: Id | undefined;
  readonly replyToId: Id | undefined;
  readonly replyToAuthorId: Id | undefined;
  /** The first post of the thread; its own id when it answers nothing. */
  readonly rootId: Id;
  readonly repostOfId: Id | undefined;
  readonly repostOfAuthorId: Id | undefined;
  readonly quote: QuoteFacts | undefined;
  /** Who may quote it. */
  readonly quotePolicy: QuotePolicy;
  /** Those named in the text, and the author of what it answers. */
  readonly mentionedIds: readonly Id[];
  readonly tagKeys: readonly string[];
  /** The address whose card is shown with it. */
  readonly link: string | undefined;
  readonly language: string | undefined;
  readonly sensitive: boolean;
  readonly createdAt: Date;
  readonly editedAt: Date | undefined;
  readonly counts: Counts;
  readonly poll: PollFacts | undefined;
  /** In the order shown. */
  readonly mediaIds: readonly Id[];
  readonly encoded: EncodedPost;
}

/** A group as posts know it. */
export interface PostGroup {
  readonly id: Id;
  readonly handle: string | null;
  readonly title: string;
  /** Who is in it. */
  readonly inside: IdSet;
}

/** A poll, as everybody sees it but for the totals that it may hide until its end. */
export interface PollFacts {
  readonly postId: Id;
  /** Of the present options: changing them begins another round, without the votes. */
  readonly roundId: Id;
  readonly titles: readonly string[];
  /** Of each option. */
  readonly votes: readonly number[];
  readonly voters: number;
  readonly multiple: boolean;
  readonly hidesTotals: boolean;
  readonly expiresAt: Date;
}

/** What somebody chose, by the places of the options. */
export interface Ballot {
  readonly accountId: Id;
  readonly choices: readonly number[];
}

/** A viewer's own ballot, for the options there were. */
export interface OwnVote {
  readonly postId: Id;
  readonly roundId: Id;
  readonly choices: readonly number[];
}

/** What `maySeePost` looks at. */
export type PostAudience = Pick<PostFacts, 'authorId' | 'visibility' | 'mentionedIds'>;

/** The app a post was written with. */
export interface AppName {
  readonly name: string;
  readonly website: string | undefined;
}

/** A poll that someone wants to hold. */
export interface PollDraft {
  readonly titles: readonly string[];
  /** How long it is to run. */
  readonly seconds: number;
  readonly multiple: boolean;
  readonly hidesTotals: boolean;
}

/** What someone wants to post. What is undefined follows the author's own defaults. */
export interface Draft {
  readonly text: string;
  readonly spoiler?: string | undefined;
  readonly sensitive?: boolean | undefined;
  readonly language?: string | undefined;
  readonly visibility?: ChosenVisibility | undefined;
  /** For the members of this group alone, whatever the visibility. */
  readonly groupId?: Id | undefined;
  readonly replyToId?: Id | undefined;
  readonly quotedId?: Id | undefined;
  readonly quotePolicy?: QuotePolicy | undefined;
  /** When given: the text may name these accounts and nobody else. */
  readonly allowedMentions?: readonly Id[] | undefined;
  readonly app?: AppName | undefined;
  readonly poll?: PollDraft | undefined;
  /** Uploads of the author's, in the order shown. */
  readonly mediaIds?: readonly Id[] | undefined;
}

/** What a post carries besides its row. */
export interface Carried {
  readonly group?: Pick<PostGroup, 'id' | 'handle' | 'title'> | undefined;
  readonly poll?: PollFacts | undefined;
  readonly media?: readonly AttachmentFacts[] | undefined;
  /** Those whose short codes stand in its text. */
  readonly emojis?: readonly Emoji[] | undefined;
}

/** A post that waits for its time. */
export interface ScheduledPost {
  readonly id: Id;
  readonly accountId: Id;
  readonly scheduledAt: Date;
  readonly draft: Draft;
  readonly appId: Id | null;
  /** The key it was sent with. */
  readonly idempotency: string | null;
  /** Why it could not be posted at that time. */
  readonly failure: string | null;
}

/** What is changed of a post that waits for its time; what is undefined stays, and a poll that is null goes. */
export interface Rewording extends Partial<Omit<Draft, 'poll' | 'replyToId' | 'quotedId' | 'app' | 'allowedMentions'>> {
  readonly poll?: PollDraft | null | undefined;
}

/** What an edit changes; what is undefined stays. */
export interface Edit {
  readonly text?: string | undefined;
  readonly spoiler?: string | undefined;
  readonly sensitive?: boolean | undefined;
  readonly language?: string | undefined;
  /** Null takes the poll away. */
  readonly poll?: PollDraft | null | undefined;
  /** Those shown from now on. */
  readonly mediaIds?: readonly Id[] | undefined;
  /** What is said of some of them. */
  readonly media?: readonly (MediaWish & { readonly thumbnail?: UploadedFile | undefined })[] | undefined;
}

/** One wording of a post. */
export interface Wording {
  readonly text: string;
  readonly html: string;
  readonly spoiler: string;
  readonly sensitive: boolean;
  readonly createdAt: Date;
  /** The options of its poll. */
  readonly titles: readonly string[] | null;
  readonly mediaIds: readonly Id[];
  /** What was said of each. */
  readonly mediaDescriptions: readonly string[];
}

/** What happened to a tag on one day, publicly. */
export interface TagDay {
  /** Midnight, UTC. */
  readonly day: Date;
  readonly uses: number;
  readonly accounts: number;
}

/** What a tag is to a viewer. */
export interface TagMarks {
  readonly following: boolean;
  readonly featuring: boolean;
}

export interface TagFacts {
  readonly key: string;
  /** Seven days, today first. */
  readonly history: readonly TagDay[];
}
