/** Facts → the entities that docs/trust.md tells of. */

import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import type { AccountJson } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { CARD_LINES, LEAST_STEP, RIGHTS, STEP_NAMES, nameOfStep, rightsAt } from './rules.ts';
import type { Card, PairRow } from './types.ts';

const Text = Type.String({ maxLength: 1000 });
const TextOrNull = Type.Union([Text, Type.Null()]);
const RightName = oneOf(RIGHTS);

export const StepName = oneOf(STEP_NAMES);
export const CardReply = Type.Object({ help: TextOrNull, email: TextOrNull, birthday: TextOrNull, address: TextOrNull, phone: TextOrNull });

export const TrustReply = Type.Object({
  id: Text, account: AccountReply, step: StepName,
  offer: Type.Union([Type.Object({ step: StepName, by_me: Type.Boolean(), offered_at: Text }), Type.Null()]),
  rights: Type.Array(RightName), card: CardReply, changed_at: Text,
});

export const StepsReply = Type.Array(Type.Object({ step: StepName, widens: Type.Array(RightName) }));

/** A card, as its owner or somebody who may see these lines gets it. */
export const presentCard = (card: Card): object => Object.fromEntries(CARD_LINES.map((line) => [line, card[line] === '' ? null : card[line]]));

/** The Trust entity, as one of the two sees it. `card`: what they see of the other's. */
export function presentTrust(row: PairRow, { viewer, account, card }: { viewer: Id; account: AccountJson; card: Card }): object {
  const { offered_step: offered, offered_by: by, offered_at: at } = row;
  return {
    id: String(row.id), account, step: nameOfStep(row.step),
    offer: offered === null ? null : { step: nameOfStep(offered), by_me: by === viewer, offered_at: (at ?? row.changed_at).toISOString() },
    rights: rightsAt(row.step), card: presentCard(card), changed_at: row.changed_at.toISOString(),
  };
}

/** The stated list: every step with what it widens, beyond those before it. */
export const presentSteps = (): object[] => STEP_NAMES.map((step, at) => ({ step, widens: RIGHTS.filter((right) => LEAST_STEP[right] === at) }));
