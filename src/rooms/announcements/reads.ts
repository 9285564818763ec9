import { findByUsernames, profileUrl } from '#accounts';
import type { AccountFacts } from '#accounts';
import { findEmojis } from '#media';
import type { Emoji } from '#media';
import { parseId } from '#kit/ids.ts';
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
    emojis: findEmojis(ctx, [row.text]),
    reactions: reactions.filter((reaction) => reaction.announcement_id === row.id).map((reaction) => ({ ...reaction, emoji: findCustom(ctx, reaction.name) })),
    isRead: dismissed?.has(row.id),
  }));
}

/** The custom emoji with this short code. */
export function findCustom(ctx: Context, name: string): Emoji | undefined {
  return findEmojis(ctx, [`:${name}:`]).find(({ shortcode }) => shortcode === name);
}

function mentionedHere({ mentions }: ParsedText): string[] {
  return mentions.filter(({ domain }) => domain === undefined).map(({ username }) => username);
}

function wordingOf(parsed: ParsedText, people: ReadonlyMap<string, AccountFacts>, origin: string): Pick<AnnouncementFacts, 'html' | 'people' | 'posts' | 'tags'> {
  const tagUrl = (name: string): string => `${origin}/tags/${encodeURIComponent(name)}`;
  const html = renderText(parsed, {
    mention: ({ username, domain }) => (domain === undefined && people.has(username) ? { url: profileUrl(origin, username), username } : undefined),
    tag: ({ name }) => tagUrl(name),
  });
  const named = [...new Set(mentionedHere(parsed))].flatMap((username) => people.get(username) ?? []);
  return {
    html,
    people: named.map(({ id, username }) => ({ id, username, url: profileUrl(origin, username) })),
    posts: parsed.links.flatMap(({ href }) => postAt(origin, href)),
    tags: parsed.tags.map(({ name }) => ({ name, url: tagUrl(name) })),
  };
}

/** A post by its address, as its page is called and as it is called among servers. Whether it is there, its reader will see. */
function postAt(origin: string, href: string): { id: Id; url: string }[] {
  const found = href.startsWith(`${origin}/`) ? /^\/(?:@\w+|users\/\w+\/[a-z]+)\/(\d{1,20})$/.exec(href.slice(origin.length)) : null;
  const id = parseId(found?.[1] ?? '');
  return id === undefined ? [] : [{ id, url: href }];
}
