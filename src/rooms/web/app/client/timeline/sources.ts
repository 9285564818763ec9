/** The lists there are. */

import type { Account, NoticeGroup, NoticePage, Notification, Post } from '../../entities.ts';
import type { Query } from '../api.ts';
import type { Channel } from '../stream.ts';
import { amendPosts, seedPosts } from '../posts.ts';
import type { Source } from './list.ts';

interface Place {
  readonly key: string;
  readonly path: string;
  readonly query?: Query;
  readonly channel?: Channel;
  readonly givenOrder?: boolean;
  readonly wanted?: (post: Post) => boolean;
}

/** Any list of posts. */
export function postSource(place: Place): Source<Post> {
  return {
    ...place,
    keep: seedPosts,
    arrived(event, payload) {
      amendPosts(event, payload);
      return event === 'update' ? (payload as Post) : undefined;
    },
  };
}

export const homeSource = (): Source<Post> => postSource({ key: 'home', path: '/api/v1/timelines/home', channel: { stream: 'user' } });

/** Everything public that is written here. */
export const localSource = ({ onlyMedia = false }: { onlyMedia?: boolean } = {}): Source<Post> => postSource({
  key: onlyMedia ? 'local:media' : 'local', path: '/api/v1/timelines/public', query: { local: true, ...(onlyMedia && { only_media: true }) },
  channel: { stream: onlyMedia ? 'public:local:media' : 'public:local' },
});

export const tagSource = (tag: string): Source<Post> => postSource({
  key: `tag:${tag.toLowerCase()}`, path: `/api/v1/timelines/tag/${encodeURIComponent(tag)}`, channel: { stream: 'hashtag', tag },
});

export const listSource = (id: string): Source<Post> => postSource({ key: `list:${id}`, path: `/api/v1/timelines/list/${id}`, channel: { stream: 'list', list: id } });

export type ProfilePart = 'posts' | 'replies' | 'media';

const PARTS: Record<ProfilePart, Query> = { posts: { exclude_replies: true }, replies: {}, media: { only_media: true } };

/** What somebody wrote. Not live: there is no stream of one person. */
export const profileSource = (id: string, part: ProfilePart = 'posts'): Source<Post> => postSource({
  key: `profile:${id}:${part}`, path: `/api/v1/accounts/${id}/statuses`, query: PARTS[part],
});

export const bookmarksSource = (): Source<Post> => postSource({ key: 'bookmarks', path: '/api/v1/bookmarks', givenOrder: true });
export const likesSource = (): Source<Post> => postSource({ key: 'likes', path: '/api/v1/favourites', givenOrder: true });

const notifications = new Map<string, Notification>();
const MOST_NOTIFICATIONS = 5000;

/** A notification that a list has brought. */
export const peekNotification = (id: string): Notification | undefined => notifications.get(id);

/** `types`: only these, by the field's names. */
export function notificationSource(types?: readonly string[]): Source<Notification> {
  return {
    key: types === undefined ? 'notifications' : `notifications:${types.join(',')}`,
    path: '/api/v1/notifications', ...(types !== undefined && { query: { types } }), channel: { stream: 'user:notification' },
    wanted: (entry) => types === undefined || types.includes(entry.type),
    keep(entries) {
      for (const entry of entries) notifications.set(entry.id, entry);
      for (const id of notifications.keys()) if (notifications.size > MOST_NOTIFICATIONS) notifications.delete(id);
      seedPosts(entries.flatMap(({ status }) => status ?? []));
    },
    arrived(event, payload) {
      amendPosts(event, payload);
      if (event !== 'notification') return undefined;
      this.keep([payload as Notification]);
      return payload as Notification;
    },
  };
}

/** Notifications that are told as one, with whom and what they are about. */
export interface ToldGroup extends NoticeGroup {
  readonly id: string;
  readonly accounts: readonly Account[];
  readonly post: Post | undefined;
}

/** A page of groups as entries of a list. */
export function unfoldGroups({ accounts, statuses, notification_groups: groups }: NoticePage): ToldGroup[] {
  const people = new Map(accounts.map((account) => [account.id, account]));
  const posts = new Map(statuses.map((post) => [post.id, post]));
  return groups.map((group) => ({
    ...group, id: group.group_key, accounts: group.sample_account_ids.flatMap((id) => people.get(id) ?? []), post: posts.get(group.status_id ?? ''),
  }));
}

const groups = new Map<string, ToldGroup>();

/** A group that a list has brought. */
export const peekGroup = (id: string): ToldGroup | undefined => groups.get(id);

/** What belongs together as one, the latest first. A group grows, so its page is read anew where something came; no stream tells it. */
export const groupSource = (types?: readonly string[]): Source<ToldGroup> => ({
  key: types === undefined ? 'groups' : `groups:${types.join(',')}`,
  path: '/api/v2/notifications', ...(types !== undefined && { query: { types } }), givenOrder: true,
  unfold: (answer) => unfoldGroups(answer as NoticePage),
  keep(entries) {
    for (const entry of entries) {
      groups.delete(entry.id);
      groups.set(entry.id, entry);
    }
    for (const id of groups.keys()) if (groups.size > MOST_NOTIFICATIONS) groups.delete(id);
    seedPosts(entries.flatMap(({ post }) => post ?? []));
  },
  arrived: () => undefined,
});
