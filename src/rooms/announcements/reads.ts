import { findByUsernames, profileUrl } from '#accounts';
import type { AccountFacts } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { parseText, renderText } from '#kit/text.ts';
import type { ParsedText } from '#kit/text.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectAnnouncement, selectAnnouncements, selectDismissed, selectReactions } from './queries.ts';
import type { AnnouncementFacts, AnnouncementRow } from './types.ts';

/** Those that are not over, in the order of what they announce, a hundred at most. */
export async function readAnnouncements(ctx: Context): Promise<AnnouncementFacts[]> {
  return factsOf(ctx, await selectAnnouncements(ctx, ctx.now()));
}

export async function findAnnouncement(ctx: Context, id: Id): Promise<AnnouncementFacts | undefined> {
  const row = await selectAnnouncement(ctx, id, { now: ctx.now() });
  return row && (await factsOf(ctx, [row]))[0];
}

async function factsOf(ctx: Context, rows: readonly AnnouncementRow[]): Promise<AnnouncementFacts[]> {
  if (rows.length === 0) return [];
  const viewer = viewerId(ctx);
  const ids = rows.map(({ id }) => id);
  const parsed = rows.map(({ text }) => parseText(text));
  const [reactions, dismissed, people] = await Promise.all([
    selectReactions(ctx, ids, viewer),
    viewer === undefined ? undefined : selectDismissed(ctx, viewer, ids),
    findByUsernames(ctx, new Set(parsed.flatMap(mentionedHere))),
  ]);
  const { origin } = houseOf(ctx).config;
  return rows.map((row, at) => ({
    id: row.id,
    text: row.text,
    startsAt: row.starts_at ?? undefined,
    endsAt: row.ends_at ?? undefined,
    allDay: row.all_day,
    publishedAt: row.published_at,
    ...wordingOf(parsed[at] as ParsedText, people, origin),
    reactions: reactions.filter((reaction) => reaction.announcement_id === row.id),
    isRead: dismissed?.has(row.id),
  }));
}

function mentionedHere({ mentions }: ParsedText): string[] {
  return mentions.filter(({ domain }) => domain === undefined).map(({ username }) => username);
}

function wordingOf(parsed: ParsedText, people: ReadonlyMap<string, AccountFacts>, origin: string): Pick<AnnouncementFacts, 'html' | 'people' | 'tags'> {
  const tagUrl = (name: string): string => `${origin}/tags/${encodeURIComponent(name)}`;
  const html = renderText(parsed, {
    mention: ({ username, domain }) => (domain === undefined && people.has(username) ? { url: profileUrl(origin, username), username } : undefined),
    tag: ({ name }) => tagUrl(name),
  });
  const named = [...new Set(mentionedHere(parsed))].flatMap((username) => people.get(username) ?? []);
  return {
    html,
    people: named.map(({ id, username }) => ({ id, username, url: profileUrl(origin, username) })),
    tags: parsed.tags.map(({ name }) => ({ name, url: tagUrl(name) })),
  };
}
