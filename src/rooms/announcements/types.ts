import type { Emoji } from '#media';
import type { Id } from '#kit/ids.ts';

export interface AnnouncementRow {
  readonly id: Id;
  readonly text: string;
  readonly starts_at: Date | null;
  readonly ends_at: Date | null;
  readonly all_day: boolean;
  readonly published_at: Date;
}

/** One emoji under an announcement. `mine`: whether the viewer is among them. */
export interface Reaction {
  readonly name: string;
  readonly count: number;
  readonly mine: boolean;
  /** Where the name is that of a custom emoji. */
  readonly emoji?: Emoji | undefined;
}

/** Somebody or something that an announcement names. */
export interface Named {
  readonly id: Id;
  readonly username: string;
  readonly url: string;
}

export interface AnnouncementFacts {
  readonly id: Id;
  readonly text: string;
  readonly html: string;
  readonly startsAt: Date | undefined;
  readonly endsAt: Date | undefined;
  readonly allDay: boolean;
  readonly publishedAt: Date;
  readonly people: readonly Named[];
  readonly tags: readonly { readonly name: string; readonly url: string }[];
  /** Posts of this server whose addresses stand in it. */
  readonly posts: readonly { readonly id: Id; readonly url: string }[];
  /** Those whose short codes stand in it. */
  readonly emojis: readonly Emoji[];
  readonly reactions: readonly Reaction[];
  /** Whether the viewer has put it away; undefined when nobody looks. */
  readonly isRead: boolean | undefined;
}

export interface AnnouncementWish {
  readonly text: string;
  readonly startsAt?: Date | undefined;
  readonly endsAt?: Date | undefined;
  readonly allDay?: boolean | undefined;
}
