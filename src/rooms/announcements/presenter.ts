import { Type } from 'typebox';
import { EmojiReply, presentEmoji, presentFile } from '#media';
import type { Emoji } from '#media';
import type { AnnouncementFacts } from './types.ts';

const Text = Type.String({ maxLength: 100_000 });
const TimeOrNull = Type.Union([Text, Type.Null()]);

export const AnnouncementReply = Type.Object({
  id: Text,
  content: Text,
  starts_at: TimeOrNull,
  ends_at: TimeOrNull,
  all_day: Type.Boolean(),
  published_at: Text,
  updated_at: Text,
  read: Type.Optional(Type.Boolean()),
  mentions: Type.Array(Type.Object({ id: Text, username: Text, url: Text, acct: Text })),
  statuses: Type.Array(Type.Object({ id: Text, url: Text })),
  tags: Type.Array(Type.Object({ name: Text, url: Text })),
  emojis: Type.Array(EmojiReply),
  reactions: Type.Array(Type.Object({
    name: Text, count: Type.Integer(), me: Type.Optional(Type.Boolean()), url: Type.Optional(Text), static_url: Type.Optional(Text),
  })),
});

/** What a custom emoji adds to a reaction with it. */
export function presentPicture(origin: string, emoji: Emoji | undefined): object {
  return emoji === undefined ? {} : { url: presentFile(origin, emoji.fileKey), static_url: presentFile(origin, emoji.stillKey) };
}

/** The Announcement entity; for streams, which everybody shares, without what concerns one viewer. */
export function presentAnnouncement(facts: AnnouncementFacts, origin: string): object {
  const { isRead } = facts;
  const published = facts.publishedAt.toISOString();
  return {
    id: String(facts.id),
    content: facts.html,
    starts_at: facts.startsAt?.toISOString() ?? null,
    ends_at: facts.endsAt?.toISOString() ?? null,
    all_day: facts.allDay,
    published_at: published,
    updated_at: published,
    ...(isRead !== undefined && { read: isRead }),
    mentions: facts.people.map(({ id, username, url }) => ({ id: String(id), username, url, acct: username })),
    statuses: facts.posts.map(({ id, url }) => ({ id: String(id), url })),
    tags: facts.tags,
    emojis: facts.emojis.map((emoji) => presentEmoji(origin, emoji)),
    reactions: facts.reactions.map(({ name, count, mine, emoji }) => ({
      name, count, ...(isRead !== undefined && { me: mine }), ...presentPicture(origin, emoji),
    })),
  };
}
