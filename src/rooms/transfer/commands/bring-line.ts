/** One line of a file, done as if its person had done it. Safe to repeat. */

import { block, findByUsername, follow, mute, unblock, unfollow, unmute } from '#accounts';
import { bookmarkPost, unbookmarkPost } from '#posts';
import { invalid, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { readAddress, readFlag, readLanguages, readPostAddress } from '../rules.ts';
import type { ListKind } from '../types.ts';

/** @returns what the line names. @throws Refusal with the reason why it could not be taken in */
export async function bringLine(ctx: Context, kind: ListKind, cells: readonly string[]): Promise<Id> {
  if (kind === 'bookmarks') {
    const id = parseId(readPostAddress(cells[0], houseOf(ctx).config.origin) ?? '');
    if (id === undefined) throw invalid('not the address of a post of this server');
    await bookmarkPost(ctx, id);
    return id;
  }
  const target = await findTarget(ctx, cells[0]);
  const second = readFlag(cells[1]);
  if (kind === 'blocks') await block(ctx, target);
  else if (kind === 'mutes') await mute(ctx, target, { notifications: second ?? true, seconds: 0 });
  else {
    const notify = readFlag(cells[2]);
    const languages = readLanguages(cells[3]);
    await follow(ctx, target, { ...(second !== undefined && { showReposts: second }), ...(notify !== undefined && { notify }), ...(languages && { languages }) });
  }
  return target;
}

async function findTarget(ctx: Context, cell: string | undefined): Promise<Id> {
  const address = readAddress(cell);
  if (address === undefined) throw invalid('not the address of an account');
  if (address.domain !== undefined && address.domain !== houseOf(ctx).config.domain) throw invalid('on another server, which this one does not reach yet');
  const account = await findByUsername(ctx, address.username);
  if (account === undefined) throw notFound();
  if (account.id === viewerId(ctx)) throw invalid('your own account');
  return account.id;
}

/** Takes back what a file in mode overwrite does not name. */
export async function takeBack(ctx: Context, kind: ListKind, target: Id): Promise<void> {
  if (kind === 'follows') await unfollow(ctx, target);
  else if (kind === 'blocks') await unblock(ctx, target);
  else if (kind === 'mutes') await unmute(ctx, target);
  else await unbookmarkPost(ctx, target);
}
