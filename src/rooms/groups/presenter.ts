/** Facts → the entities that docs/groups.md tells of. */

import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import type { AccountJson } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { hasReadRules, isIn, isKept, maySteer } from './rules.ts';
import type { AskRow, DigestCount, GroupFacts, ItemRow, LogRow, MemberRow } from './types.ts';

const Text = Type.String({ maxLength: 100_000 });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const TextOrNull = orNull(Text);
const Whole = Type.Integer();
const Yes = Type.Boolean();

const AskReply = Type.Object({
  ends_at: TextOrNull, asked_by: orNull(AccountReply), created_at: Text, decides_at: Text, yes_count: Whole, members_count: Whole, me: TextOrNull,
});

export const GroupReply = Type.Object({
  id: Text, handle: TextOrNull, title: Text, purpose: Text, access: Text, house_rules: Text, rules_changed_at: Text, tag: Text, state: Text,
  parent: orNull(Type.Object({ kind: Text, id: Text, title: Text })), ends_at: TextOrNull, private: Yes, chat_id: TextOrNull, members_count: Whole,
  created_at: Text, dissolved_at: TextOrNull, url: Text,
  me: orNull(Type.Object({ state: Text, steward: Yes, may_steer: Yes, rules_read: Yes, introduction_id: TextOrNull, introduced_by: orNull(AccountReply), introduction: Text, trade: Text, helps_with: Type.Array(Text) })),
  next: orNull(Type.Object({ extension: orNull(AskReply), dissolution: orNull(AskReply), digest: Type.Object({ items: Whole, approved: Whole }) })),
});

export const MemberReply = Type.Object({
  id: Text, account: AccountReply, state: Text, steward: Yes, trade: Text, helps_with: Type.Array(Text), introduced_by: orNull(AccountReply), introduction: Text, joined_at: TextOrNull,
});

export const LogReply = Type.Object({
  id: Text, group_id: Text, kind: Text, actor: orNull(AccountReply), subject: orNull(AccountReply), subject_id: TextOrNull, note: Text, created_at: Text,
});

export const ItemReply = Type.Object({
  id: Text, text: Text, account: orNull(AccountReply), created_at: Text, edited_at: TextOrNull, approved_by: Type.Array(AccountReply), vetoed_by: Type.Array(AccountReply),
  stays: Yes, me: TextOrNull,
});

const NodeReply = Type.Object({
  id: Text, handle: TextOrNull, title: Text, purpose: Text, access: Text, state: Text, ends_at: TextOrNull, created_at: Text, dissolved_at: TextOrNull, members_count: Whole, me: TextOrNull, url: Text,
});

export const MapReply = Type.Object({
  lineage: Type.Array(Type.Object({ id: Text, handle: TextOrNull, title: Text })),
  groups: Type.Array(NodeReply),
  private: Type.Array(Type.Object({ account: orNull(AccountReply), created_at: Text })),
});

type People = ReadonlyMap<Id, AccountJson>;
const time = (at: Date | null): string | null => at?.toISOString() ?? null;
const digits = (id: Id | null): string | null => (id === null ? null : String(id));
const personOf = (people: People, id: Id | null): AccountJson | null => (id === null ? null : (people.get(id) ?? null));
const urlOf = (origin: string, { id, handle }: Pick<GroupFacts, 'id' | 'handle'>): string => `${origin}/groups/${handle ?? id}`;

/** What a group is shown with besides its own facts. */
export interface GroupExtras {
  readonly viewer: Id | undefined;
  readonly origin: string;
  readonly people: People;
  /** Where it was born, as far as the viewer is in it. */
  readonly parent: { readonly kind: string; readonly id: Id; readonly title: string } | undefined;
  readonly ask: AskRow | undefined;
  readonly digest: DigestCount | undefined;
}

function presentAsk(ask: AskRow, { viewer, people, group }: { viewer: Id; people: People; group: GroupFacts }): object {
  return {
    ends_at: time(ask.ends_at), asked_by: personOf(people, ask.account_id), created_at: ask.created_at.toISOString(), decides_at: ask.decides_at.toISOString(),
    yes_count: ask.yes.filter((id) => isIn(group, id)).length, members_count: group.inside.length, me: ask.yes.includes(viewer) ? 'yes' : null,
  };
}

function presentMe(group: GroupFacts, viewer: Id, people: People): object | null {
  const member = group.members.get(viewer);
  if (member === undefined || member.state === 'declined') return null;
  return {
    state: member.state, steward: member.steward, may_steer: maySteer(group, viewer), rules_read: hasReadRules(group, member),
    introduction_id: member.state === 'invited' ? String(member.id) : null,
    introduced_by: personOf(people, member.introduced_by), introduction: member.introduction, trade: member.trade, helps_with: member.helps_with,
  };
}

/** The Group entity. What only those in it may know is null to others. */
export function presentGroup(group: GroupFacts, { viewer, origin, people, parent, ask, digest }: GroupExtras): object {
  const inside = viewer !== undefined && group.state === 'open' && isIn(group, viewer);
  const shownAsk = (kind: AskRow['kind']): object | null => (ask?.kind === kind && viewer !== undefined ? presentAsk(ask, { viewer, people, group }) : null);
  return {
    id: String(group.id), handle: group.handle, title: group.title, purpose: group.purpose, access: group.access, house_rules: group.house_rules,
    rules_changed_at: group.rules_changed_at.toISOString(), tag: group.tag, state: group.state,
    parent: parent === undefined ? null : { kind: parent.kind, id: String(parent.id), title: parent.title },
    ends_at: time(group.ends_at), private: group.map_private, chat_id: inside ? digits(group.chat_id) : null,
    members_count: group.state === 'dissolved' ? group.size : group.inside.length, created_at: group.created_at.toISOString(), dissolved_at: time(group.dissolved_at),
    url: urlOf(origin, group), me: viewer === undefined ? null : presentMe(group, viewer, people),
    next: !inside ? null : {
      extension: shownAsk('extension'), dissolution: shownAsk('dissolution'), digest: { items: digest?.items ?? 0, approved: digest?.approved ?? 0 },
    },
  };
}

/** The Member entity, for those who are in the group too. */
export const presentMember = (member: MemberRow, people: People): object => ({
  id: String(member.id), account: people.get(member.account_id) as AccountJson, state: member.state, steward: member.steward, trade: member.trade, helps_with: member.helps_with,
  introduced_by: personOf(people, member.introduced_by), introduction: member.introduction, joined_at: time(member.joined_at),
});

/** The Line entity of a log. `subject`: where it is a person. */
export const presentLine = (line: LogRow, people: People): object => ({
  id: String(line.id), group_id: String(line.group_id), kind: line.kind, actor: personOf(people, line.actor_id), subject: personOf(people, line.subject_id),
  subject_id: digits(line.subject_id), note: line.note, created_at: line.created_at.toISOString(),
});

/** The Item entity of a digest; of a dissolved group it is nobody's but theirs who approved it. */
export function presentItem(item: ItemRow, viewer: Id, people: People): object {
  const named = (ids: readonly Id[]): AccountJson[] => ids.flatMap((id) => people.get(id) ?? []);
  return {
    id: String(item.id), text: item.text, account: personOf(people, item.author_id), created_at: item.created_at.toISOString(), edited_at: time(item.edited_at),
    approved_by: named(item.approved_by), vetoed_by: named(item.vetoed_by), stays: item.author_id === null || isKept(item),
    me: item.vetoed_by.includes(viewer) ? 'veto' : item.approved_by.includes(viewer) ? 'approve' : null,
  };
}

/** What a map shows of a sub-group. */
export const presentNode = (group: GroupFacts, viewer: Id, origin: string): object => ({
  id: String(group.id), handle: group.handle, title: group.title, purpose: group.purpose, access: group.access, state: group.state, ends_at: time(group.ends_at),
  created_at: group.created_at.toISOString(), dissolved_at: time(group.dissolved_at), members_count: group.state === 'dissolved' ? group.size : group.inside.length,
  me: group.members.get(viewer)?.state ?? null, url: urlOf(origin, group),
});

/** What the groups are called that one may come back to. */
export const presentAncestor = ({ id, handle, title }: GroupFacts): object => ({ id: String(id), handle, title });

/** What a notification says of a group, beside who. */
export const presentNews = (group: Pick<GroupFacts, 'id' | 'handle' | 'title' | 'ends_at'>, kind: string, origin: string) => ({
  group_id: String(group.id), title: group.title, kind, ends_at: time(group.ends_at), text: group.title, url: urlOf(origin, group),
});
