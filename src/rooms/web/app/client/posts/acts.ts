/**
 * What somebody does to a post: seen at once, sent in the order it was done, taken back with a word where the server refuses.
 */

import { ApiError, api, newKey } from '../api.ts';
import type { Poll, Post } from '../../entities.ts';
import { notice, wordsOf } from '../notices.ts';
import { inTurn } from '../turns.ts';
import { overlay, peekPost, seedPosts, setGone } from './shelf.ts';

/** @returns whether it was done */
async function act(id: string, change: (post: Post) => Post, send: () => Promise<Post>): Promise<boolean> {
  const takeOff = overlay(id, change);
  try {
    seedPosts([await inTurn(id, send)]);
    return true;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 410)) setGone(id, true);
    notice(wordsOf(error));
    return false;
  } finally {
    takeOff();
  }
}

const tell = (id: string, verb: string, body?: object): Promise<Post> => api.post<Post>(`/api/v1/statuses/${id}/${verb}`, body);
const step = (count: number, was: boolean | undefined, is: boolean): number => Math.max(0, count + Number(is) - Number(was === true));

/** The post that is meant: a repost stands for what it shows. */
const originalOf = (id: string): string => peekPost(id)?.reblog?.id ?? id;

export function like(id: string, on: boolean): Promise<boolean> {
  const original = originalOf(id);
  const change = (post: Post): Post => ({ ...post, favourited: on, favourites_count: step(post.favourites_count, post.favourited, on) });
  return act(original, change, () => tell(original, on ? 'favourite' : 'unfavourite'));
}

/** Passes a post on, or takes that back. */
export function repost(id: string, on: boolean, visibility?: Post['visibility']): Promise<boolean> {
  const original = originalOf(id);
  const change = (post: Post): Post => ({ ...post, reblogged: on, reblogs_count: step(post.reblogs_count, post.reblogged, on) });
  return act(original, change, () => tell(original, on ? 'reblog' : 'unreblog', on && visibility !== undefined ? { visibility } : undefined));
}

export function bookmark(id: string, on: boolean): Promise<boolean> {
  const original = originalOf(id);
  return act(original, (post) => ({ ...post, bookmarked: on }), () => tell(original, on ? 'bookmark' : 'unbookmark'));
}

/** No more notifications from this thread, or again. */
export function muteThread(id: string, on: boolean): Promise<boolean> {
  const original = originalOf(id);
  return act(original, (post) => ({ ...post, muted: on }), () => tell(original, on ? 'mute' : 'unmute'));
}

/** On top of one's own profile. */
export function pin(id: string, on: boolean): Promise<boolean> {
  return act(id, (post) => ({ ...post, pinned: on }), () => tell(id, on ? 'pin' : 'unpin'));
}

/**
 * Deletes a post of one's own; whoever calls has asked first, since nothing brings it back.
 * @returns the post with its `text` for writing it anew; undefined where it was refused
 */
export async function removePost(id: string, { keepMedia = false }: { keepMedia?: boolean } = {}): Promise<Post | undefined> {
  setGone(id, true);
  try {
    return await inTurn(id, () => api.delete<Post>(`/api/v1/statuses/${id}`, undefined, { query: { delete_media: !keepMedia } }));
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 410)) return undefined;
    setGone(id, false);
    notice(wordsOf(error));
    return undefined;
  }
}

function voted(poll: Poll, choices: readonly number[]): Poll {
  const options = poll.options.map((option, index) => ({
    ...option, votes_count: option.votes_count === null ? null : option.votes_count + Number(choices.includes(index)),
  }));
  return {
    ...poll, options, voted: true, own_votes: [...choices], votes_count: poll.votes_count + choices.length,
    voters_count: poll.voters_count === null ? null : poll.voters_count + 1,
  };
}

/** Votes in the poll of a post, by the places of the options. */
export function vote(id: string, choices: readonly number[]): Promise<boolean> {
  const original = originalOf(id);
  const poll = peekPost(original)?.poll;
  if (poll === undefined || poll === null) return Promise.resolve(false);
  const change = (post: Post): Post => (post.poll === null ? post : { ...post, poll: voted(post.poll, choices) });
  return act(original, change, async () => {
    const answer = await api.post<Poll>(`/api/v1/polls/${poll.id}/votes`, { choices }, { key: newKey() });
    return { ...(peekPost(original) as Post), poll: answer };
  });
}
