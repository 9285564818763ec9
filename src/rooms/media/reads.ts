import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { OpenBlob } from '#platform/blobs.ts';
import { selectAttachments, selectUsed } from './queries/attachments.ts';
import { selectEmojis } from './queries/emoji.ts';
import { emojisIn, focusOf } from './rules.ts';
import { mediaState } from './state.ts';
import type { AttachmentFacts, Emoji, Focus } from './types.ts';

/** The viewer's own attachment. @throws Refusal 404 for another's */
export async function getAttachment(ctx: Context, id: Id): Promise<AttachmentFacts> {
  const [facts] = await selectAttachments(ctx, [id]);
  if (facts === undefined || facts.ownerId !== viewerId(ctx)) throw notFound();
  return facts;
}

/** Facts by id, for a room that has found out who may see what shows them. */
export async function readAttachments(ctx: Context, ids: readonly Id[]): Promise<Map<Id, AttachmentFacts>> {
  if (ids.length === 0) return new Map();
  return new Map((await selectAttachments(ctx, ids)).map((facts) => [facts.id, facts]));
}

/** A file by its name, or a part of it. @throws Refusal 404 */
export async function openFile(ctx: Context, key: string, part?: (size: number) => { start: number; end: number } | undefined): Promise<OpenBlob> {
  const found = await houseOf(ctx).blobs.open(key, part);
  if (found === undefined) throw notFound();
  return found;
}

/** Those of the files that any room shows. */
export async function readUsed(ctx: Context, keys: readonly string[]): Promise<Set<string>> {
  const found = await Promise.all([selectUsed(ctx, keys), ...[...mediaState(ctx).uses.values()].map((use) => use(ctx, keys))]);
  return new Set(found.flat());
}

/** A focus as clients send it; undefined for none. @throws Refusal 422 for what is no focus */
export function readFocus(text: string | undefined): Focus | undefined {
  if (text === undefined || text === '') return undefined;
  const focus = focusOf(text);
  if (focus === undefined) throw invalid('Validation failed: Focus is two numbers from -1 to 1, with a comma between');
  return focus;
}

/** Every custom emoji, straight from the database. */
export function readEmojis(ctx: Context): Promise<Emoji[]> {
  return selectEmojis(ctx);
}

/** The custom emoji whose short codes stand in these texts; costs nothing where there are none. */
export function findEmojis(ctx: Context, texts: readonly string[]): Emoji[] {
  return emojisIn(texts, mediaState(ctx).emojis);
}
