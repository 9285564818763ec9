/** One line of a file, done as if its person had done it. Safe to repeat. */

import { addToList, block, blockDomain, createList, findByUsername, follow, followMany, mute, viewerSets } from '#accounts';
import { bookmarkPost } from '#posts';
import { invalid, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { cleanName } from '#kit/text.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectIdsByName, selectTitled } from '../queries.ts';
import { readAddress, readFlag, readLanguages, readPostAddress } from '../rules.ts';
import type { Line, ListKind } from '../types.ts';

/** @returns what the line names: an account, a post, or rows that are this. @throws Refusal with the reason why it could not be taken in */
export async function bringLine(ctx: Context, kind: ListKind, cells: readonly string[]): Promise<readonly Id[]> {
  if (kind === 'lists') return bringListed(ctx, cells);
  if (kind === 'domain_blocks') return [await blockDomain(ctx, cells[0] ?? '')];
  if (kind === 'bookmarks') {
    const id = parseId(readPostAddress(cells[0], houseOf(ctx).config.origin) ?? '');
    if (id === undefined) throw invalid('not the address of a post of this server');
    await bookmarkPost(ctx, id);
    return [id];
  }
  const target = await findTarget(ctx, cells[0]);
  if (target === viewerId(ctx)) throw invalid('your own account');
  const second = readFlag(cells[1]);
  if (kind === 'blocks') await block(ctx, target);
  else if (kind === 'mutes') await mute(ctx, target, { notifications: second ?? true, seconds: 0 });
  else await follow(ctx, target, wishesIn(cells));
  return [target];
}

/**
 * Follows several lines at once, where nothing speaks against it.
 * @returns whom, by the line's number; the lines that are missing are for `bringLine`
 */
export async function bringFollows(ctx: Context, lines: readonly Line[]): Promise<ReadonlyMap<number, Id>> {
  const { domain } = houseOf(ctx).config;
  const names = new Map<string, Line>();
  for (const line of lines) {
    const address = readAddress(line.cells[0]);
    if (address !== undefined && (address.domain ?? domain) === domain && !names.has(address.username)) names.set(address.username, line);
  }
  const idOf = new Map((await selectIdsByName(ctx, [...names.keys()])).map(({ id, username }) => [username, id]));
  // In the order of the file: it is that of the list.
  const found = [...names].flatMap(([username, line]) => {
    const id = idOf.get(username);
    return id === undefined ? [] : [{ id, line }];
  });
  const done = await followMany(ctx, new Map(found.map(({ id, line }) => [id, wishesIn(line.cells)])));
  return new Map(found.flatMap(({ id, line }) => (done.has(id) ? [[line.n, id] as const] : [])));
}

function wishesIn(cells: readonly string[]) {
  const [showReposts, notify, languages] = [readFlag(cells[1]), readFlag(cells[2]), readLanguages(cells[3])];
  return { ...(showReposts !== undefined && { showReposts }), ...(notify !== undefined && { notify }), ...(languages && { languages }) };
}

/**
 * Somebody into the list of that title, which is made if there is none. A list holds whom its owner follows, so they are followed,
 * too, as the field does. Who is in several lists of one title stays in all of them: a file does not tell them apart.
 */
async function bringListed(ctx: Context, [title = '', address]: readonly string[]): Promise<readonly Id[]> {
  const me = viewerId(ctx) as Id;
  const name = cleanName(title);
  const target = await findTarget(ctx, address);
  if (target !== me && !hasId((await viewerSets(ctx, me)).follows, target)) {
    await follow(ctx, target, {});
    if (!hasId((await viewerSets(ctx, me)).follows, target)) throw invalid('follows only with consent: add to the list when it is given');
  }
  const lists = await selectTitled(ctx, me, name, target);
  if (lists.every(({ membership }) => membership === null)) await addToList(ctx, lists[0]?.id ?? (await createList(ctx, { title: name })), [target]);
  return (await selectTitled(ctx, me, name, target)).flatMap(({ membership }) => membership ?? []);
}

async function findTarget(ctx: Context, cell: string | undefined): Promise<Id> {
  const address = readAddress(cell);
  if (address === undefined) throw invalid('not the address of an account');
  if (address.domain !== undefined && address.domain !== houseOf(ctx).config.domain) throw invalid('on another server, which this one does not reach yet');
  const account = await findByUsername(ctx, address.username);
  if (account === undefined) throw notFound();
  return account.id;
}
