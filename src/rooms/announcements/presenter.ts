import { Type } from 'typebox';
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
  statuses: Type.Array(Type.Unknown(), { maxItems: 0 }),
  tags: Type.Array(Type.Object({ name: Text, url: Text })),
  emojis: Type.Array(Type.Unknown(), { maxItems: 0 }),
  reactions: Type.Array(Type.Object({ name: Text, count: Type.Integer(), me: Type.Optional(Type.Boolean()) })),
});

/** The Announcement entity; for streams, which everybody shares, without what concerns one viewer. */
export function presentAnnouncement(facts: AnnouncementFacts): object {
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
    statuses: [],
    tags: facts.tags,
    emojis: [],
    reactions: facts.reactions.map(({ name, count, mine }) => ({ name, count, ...(isRead !== undefined && { me: mine }) })),
  };
}
