/** Lines told together → GroupedNotificationsResults. */

import { parseId, timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { GROUPED } from '../types.ts';
import type { GroupFacts, GroupedType } from '../types.ts';
import { NAMES, presentAbout, presentGroupKey } from './lines.ts';

/** Our types for the names of those that may be told together; others are left out. */
export function groupedTypesNamed(names: readonly string[] | undefined): GroupedType[] {
  return GROUPED.filter((type) => names?.includes(NAMES[type]) ?? true);
}

/** What a key names; undefined where it is none. */
export function groupNamed(key: string): { groupId: Id } | { id: Id } | undefined {
  const [, name = '', digits = ''] = /^([a-z_]+)-(\d+)$/.exec(key) ?? [];
  const id = parseId(digits);
  if (id === undefined) return undefined;
  if (name === 'ungrouped') return { id };
  return GROUPED.some((type) => NAMES[type] === name) ? { groupId: id } : undefined;
}

/** What is encoded already, by id. */
export interface GroupParts {
  readonly accounts: ReadonlyMap<Id, Buffer>;
  readonly posts: ReadonlyMap<Id, Buffer>;
  /** Of a group only the newest account is given whole; of the others enough for a row of pictures. */
  readonly partial: boolean;
}

const COMMA = Buffer.from(',');

/** What is encoded of these, with commas between. */
function listed(ids: Iterable<Id>, parts: ReadonlyMap<Id, Buffer>): Buffer[] {
  const found = [...ids].flatMap((id) => parts.get(id) ?? []);
  return found.flatMap((part, at) => (at === 0 ? [part] : [COMMA, part]));
}

/** The entity around what is encoded already, in pieces. */
export function presentGroups(groups: readonly GroupFacts[], { accounts, posts, partial }: GroupParts): Buffer[] {
  const whole = new Set(groups.flatMap(({ from }) => (partial ? from.slice(0, 1) : from).map(({ id }) => id)));
  const others = new Set(groups.flatMap(({ from }) => from.map(({ id }) => id)).filter((id) => !whole.has(id)));
  const statuses = new Set(groups.flatMap(({ line }) => line.post?.id ?? []));
  const rest = partial ? `,"partial_accounts":[${[...others].flatMap((id) => presentPartial(accounts.get(id))).join(',')}]` : '';
  return [
    Buffer.from('{"accounts":['), ...listed(whole, accounts), Buffer.from('],"statuses":['), ...listed(statuses, posts),
    Buffer.from(`],"notification_groups":${JSON.stringify(groups.map(presentGroup))}${rest}}`),
  ];
}

function presentGroup({ line, groupId, count, newestId, pageMinId, pageMaxId, from }: GroupFacts): object {
  return {
    group_key: presentGroupKey(line, groupId),
    type: NAMES[line.type],
    ...presentAbout(line),
    notifications_count: count,
    most_recent_notification_id: newestId,
    page_min_id: String(pageMinId),
    page_max_id: String(pageMaxId),
    latest_page_notification_at: (pageMaxId === line.id ? line.createdAt : timeOfId(pageMaxId)).toISOString(),
    sample_account_ids: from.map(({ id }) => String(id)),
    ...(line.post && { status_id: String(line.post.id) }),
  };
}

function presentPartial(account: Buffer | undefined): string[] {
  if (account === undefined) return [];
  const { id, acct, locked, bot, url, avatar, avatar_static, avatar_description = '' } = JSON.parse(String(account));
  return [JSON.stringify({ id, acct, locked, bot, url, avatar, avatar_static, avatar_description })];
}
