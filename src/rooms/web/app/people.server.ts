/** People as the doors of the rooms give them, as pages show them. */

import { accountJson, presentRelation, readRelations } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { Account, Relation } from './entities.ts';
import type { Visit } from './visit.ts';

export interface Known {
  readonly account: Account;
  /** How the member who reads this stands with them. */
  readonly relation: Relation | undefined;
}

/** People in the order given, and how whoever reads stands with them. */
export async function presentPeople({ ctx, viewer }: Visit, ids: readonly Id[]): Promise<Known[]> {
  const [found, relations] = await Promise.all([accountJson(ctx, ids), viewer === undefined ? [] : readRelations(ctx, ids)]);
  const standing = new Map(relations.map((relation) => [relation.id, presentRelation(relation)]));
  return ids.flatMap((id) => {
    const json = found.get(id);
    return json === undefined ? [] : [{ account: JSON.parse(json.toString()) as Account, relation: standing.get(id) }];
  });
}
