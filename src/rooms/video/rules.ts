import type { Id } from '#kit/ids.ts';
import type { Broadcast, Caption } from './types.ts';

/** Nobody may tell a private one from one that is not there. */
export function maySeeBroadcast(broadcast: Pick<Broadcast, 'isPrivate' | 'accountId'>, viewer: Id | 'system' | undefined): boolean {
  return !broadcast.isPrivate || viewer === 'system' || viewer === broadcast.accountId;
}

export function mayChangeBroadcast(broadcast: Pick<Broadcast, 'accountId'>, viewer: Id | 'system' | undefined): boolean {
  return viewer === 'system' || viewer === broadcast.accountId;
}

export function mayWriteCaption(broadcast: Pick<Broadcast, 'accountId'>, caption: Pick<Caption, 'writerId'>, viewer: Id | 'system' | undefined): boolean {
  return mayChangeBroadcast(broadcast, viewer) || (viewer !== undefined && viewer === caption.writerId);
}
