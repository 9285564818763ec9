import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';

interface GroupEvent {
  readonly groupId: Id;
}

/** A group, or who is in it, is not what it was. `accountIds`: whom it concerns besides those who are in it; `people`: who is in it is not who was. */
export const groupChanged = defineEvent<GroupEvent & { readonly accountIds: readonly Id[]; readonly people?: true; readonly renamed?: true }>('groups.groupChanged');
/** Somebody is in it no more; what they held there ends. `removed`: others put them out. */
export const memberLeft = defineEvent<GroupEvent & { readonly accountId: Id; readonly removed: boolean }>('groups.memberLeft');
export const groupLogged = defineEvent<GroupEvent & { readonly lineId: Id }>('groups.groupLogged');
/** It is over, and everything in it is gone: the rooms above erase theirs. `accountIds`: who was in it; `formerIds`: who had left. */
export const groupDissolved = defineEvent<GroupEvent & { readonly chatId: Id | null; readonly accountIds: readonly Id[]; readonly formerIds: readonly Id[] }>('groups.groupDissolved');
/** Something of a group that some people are to be told of; `byId` null: it came by itself. */
export interface News extends GroupEvent {
  readonly kind: NewsKind;
  readonly byId: Id | null;
  readonly accountIds: readonly Id[];
  /** The same again is told once. */
  readonly key: string;
}
export type NewsKind = 'invited' | 'asked' | 'accepted' | 'week_left' | 'day_left' | 'extension' | 'dissolution' | 'dissolved';
export const groupNews = defineEvent<News>('groups.groupNews');
