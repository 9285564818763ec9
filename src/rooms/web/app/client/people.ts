/**
 * How one stands with others, as this page knows it: seen at once wherever somebody is shown, sent in the order it was done, taken
 * back with a word where the server refuses.
 */

import { useCallback, useEffect, useLayoutEffect, useSyncExternalStore } from 'react';
import type { Account, PeopleList, Relation } from '../entities.ts';
import { ApiError, api } from './api.ts';
import { notice, wordsOf } from './notices.ts';
import { inTurn } from './turns.ts';

/** About 500 bytes each. */
const MOST = 2000;
const MOST_AT_ONCE = 40;
const TOGETHER_MS = 30;
const AGAIN_MS = 5000;

type Change = (relation: Relation) => Relation;

const base = new Map<string, Relation>();
const shown = new Map<string, Relation>();
const changes = new Map<string, Change[]>();
const watchers = new Map<string, Set<() => void>>();

function refresh(id: string): void {
  const known = base.get(id);
  if (known === undefined) shown.delete(id);
  else shown.set(id, (changes.get(id) ?? []).reduce((relation, change) => change(relation), known));
  for (const watcher of watchers.get(id) ?? []) watcher();
}

/** Notes how things stand as the server has just said it. */
function seedRelations(relations: readonly Relation[]): void {
  for (const relation of relations) {
    base.delete(relation.id);
    base.set(relation.id, relation);
    refresh(relation.id);
  }
  for (const id of base.keys()) {
    if (base.size <= MOST) return;
    if (watchers.has(id) || changes.has(id)) continue;
    base.delete(id);
    shown.delete(id);
  }
}

const wanted = new Set<string>();
let asking: ReturnType<typeof setTimeout> | undefined;

async function ask(): Promise<void> {
  const ids = [...wanted].filter((id) => !base.has(id)).slice(0, MOST_AT_ONCE);
  let wait = TOGETHER_MS;
  try {
    if (ids.length > 0) seedRelations(await api.get<Relation[]>('/api/v1/accounts/relationships', { id: ids }));
    for (const id of wanted) if (base.has(id) || ids.includes(id)) wanted.delete(id);
  } catch (error) {
    if (error instanceof ApiError && error.passing) wait = AGAIN_MS;
    else wanted.clear();
  }
  asking = wanted.size > 0 ? setTimeout(() => void ask(), wait) : undefined;
}

/** How one stands with somebody. `given`: what the page was made with. @returns undefined while it is asked for */
export function useRelation(id: string, given?: Relation): Relation | undefined {
  const watch = useCallback((watcher: () => void) => {
    const known = watchers.get(id) ?? new Set();
    watchers.set(id, known.add(watcher));
    return () => {
      known.delete(watcher);
      if (known.size === 0) watchers.delete(id);
    };
  }, [id]);
  const relation = useSyncExternalStore(watch, () => shown.get(id) ?? given, () => given);
  useLayoutEffect(() => {
    if (given !== undefined) seedRelations([given]);
  }, [given]);
  const missing = relation === undefined;
  useEffect(() => {
    if (!missing) return;
    wanted.add(id);
    asking ??= setTimeout(() => void ask(), TOGETHER_MS);
  }, [missing, id]);
  return relation;
}

/** @returns whether it was done */
async function act(id: string, change: Change, send: () => Promise<Relation>): Promise<boolean> {
  changes.set(id, [...(changes.get(id) ?? []), change]);
  refresh(id);
  const takeOff = (): void => {
    const rest = (changes.get(id) ?? []).filter((one) => one !== change);
    if (rest.length === 0) changes.delete(id);
    else changes.set(id, rest);
  };
  try {
    const relation = await inTurn(`person ${id}`, send);
    takeOff();
    seedRelations([relation]);
    return true;
  } catch (error) {
    takeOff();
    refresh(id);
    notice(wordsOf(error));
    return false;
  }
}

const tell = (id: string, verb: string, body?: object): Promise<Relation> => api.post<Relation>(`/api/v1/accounts/${id}/${verb}`, body);

/** What is wanted of somebody whom one follows; what is not given stays. */
export interface FollowWishes {
  readonly reblogs?: boolean;
  readonly notify?: boolean;
  /** Only posts in these; empty for all. */
  readonly languages?: readonly string[];
}

/** Follows, or asks to, or changes what is wanted of somebody followed. */
export function followPerson({ id, locked }: Pick<Account, 'id' | 'locked'>, wishes: FollowWishes = {}): Promise<boolean> {
  return act(id, (relation) => ({
    ...relation, following: relation.following || !locked, requested: !relation.following && locked,
    showing_reblogs: wishes.reblogs ?? (relation.following ? relation.showing_reblogs : true), notifying: wishes.notify ?? relation.notifying,
    languages: wishes.languages === undefined ? relation.languages : wishes.languages.length === 0 ? null : [...wishes.languages],
  }), () => tell(id, 'follow', wishes));
}

/** @returns brings it back as it was, with what was wanted of them and the lists they were in; undefined where it was refused */
export async function unfollowPerson(account: Pick<Account, 'id' | 'locked'>): Promise<(() => Promise<void>) | undefined> {
  const { id } = account;
  const before = shown.get(id);
  let lists: readonly PeopleList[] = [];
  const done = await act(id, (relation) => ({ ...relation, following: false, requested: false, notifying: false }), async () => {
    // A list holds only whom one follows: what ends with the follow is to be known before.
    if (before?.following === true) lists = await api.get<PeopleList[]>(`/api/v1/accounts/${id}/lists`);
    return tell(id, 'unfollow');
  });
  if (!done) return undefined;
  return async () => {
    const wishes = before?.following === true ? { reblogs: before.showing_reblogs, notify: before.notifying, languages: before.languages ?? [] } : {};
    if (!(await followPerson(account, wishes)) || shown.get(id)?.following !== true) return;
    await Promise.all(lists.map((list) => api.post(`/api/v1/lists/${list.id}/accounts`, { account_ids: [id] }))).catch((error: unknown) => notice(wordsOf(error)));
  };
}

export const blockPerson = (id: string): Promise<boolean> => act(id, (relation) => ({ ...relation, blocking: true, following: false, requested: false, followed_by: false }), () => tell(id, 'block'));
export const unblockPerson = (id: string): Promise<boolean> => act(id, (relation) => ({ ...relation, blocking: false }), () => tell(id, 'unblock'));

/** `seconds`: 0 for good. */
export function mutePerson(id: string, { seconds = 0, notifications = true }: { seconds?: number; notifications?: boolean } = {}): Promise<boolean> {
  return act(id, (relation) => ({ ...relation, muting: true, muting_notifications: notifications }), () => tell(id, 'mute', { duration: seconds, notifications }));
}

export const unmutePerson = (id: string): Promise<boolean> => act(id, (relation) => ({ ...relation, muting: false, muting_notifications: false }), () => tell(id, 'unmute'));
/** Somebody follows one no longer. */
export const removeFollower = (id: string): Promise<boolean> => act(id, (relation) => ({ ...relation, followed_by: false }), () => tell(id, 'remove_from_followers'));
