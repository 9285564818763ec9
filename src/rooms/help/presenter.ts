/** Facts → the entity that docs/decisions-by-consent.md tells of. */

import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import type { AccountJson } from '#accounts';
import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { courseOf, mayDo, mayThank } from './rules.ts';
import type { ActKind, RequestFacts } from './types.ts';

const Text = Type.String({ maxLength: 20_000 });
const Yes = Type.Boolean();
const Person = Type.Union([AccountReply, Type.Null()]);

/** As the addresses name what may be done. */
const NAMES = { take: 'take', letGo: 'let_go', answer: 'answer', confirm: 'confirm', reopen: 'reopen', withdraw: 'withdraw' } as const satisfies Record<ActKind, string>;

export const HelpReply = Type.Object({
  id: Text, group_id: Text, account: Person, text: Text, state: oneOf(['open', 'taken', 'answered', 'confirmed', 'withdrawn']), takers: Type.Array(AccountReply),
  answer: Text, answered_by: Person, created_at: Text, changed_at: Text,
  me: Type.Object({ asks: Yes, takes: Yes, may: Type.Array(oneOf(['take', 'let_go', 'answer', 'confirm', 'reopen', 'withdraw'])), may_thank: Type.Array(Text) }),
  thanks: Type.Array(Type.Object({ account: Person, mine: Yes, text: Text, created_at: Text })),
});

/** The Help entity, for somebody who is in its group. Thanks are shown to the two alone. */
export function presentHelp(facts: RequestFacts, viewer: Id, people: ReadonlyMap<Id, AccountJson>): object {
  const { row, takerIds, thanks } = facts;
  const personOf = (id: Id | null): AccountJson | null => (id === null ? null : (people.get(id) ?? null));
  const helpers = [...new Set([...takerIds, ...(row.answered_by === null ? [] : [row.answered_by])])];
  return {
    id: String(row.id), group_id: String(row.group_id), account: personOf(row.author_id), text: row.body, state: row.state, takers: takerIds.flatMap((id) => people.get(id) ?? []),
    answer: row.answer, answered_by: personOf(row.answered_by), created_at: timeOfId(row.id).toISOString(), changed_at: row.changed_at.toISOString(),
    me: {
      asks: row.author_id === viewer, takes: takerIds.includes(viewer), may: mayDo(courseOf(facts), viewer).map((kind) => NAMES[kind]),
      may_thank: helpers.filter((id) => mayThank(facts, viewer, id)).map(String),
    },
    thanks: thanks.map((one) => ({ account: personOf(one.author_id === viewer ? one.account_id : one.author_id), mine: one.author_id === viewer, text: one.body, created_at: timeOfId(one.id).toISOString() })),
  };
}
