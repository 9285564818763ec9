/** Lines for those whom a decision concerns. */

import { findGroup } from '#groups';
import type { GroupFacts } from '#groups';
import { tell } from '#notifications';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import type { proposalChanged, roleChanged } from '../events.ts';
import { selectProposal } from '../queries/proposals.ts';
import { selectRole } from '../queries/roles.ts';

type Changed = NonNullable<(typeof proposalChanged)['payload']>;
type RoleEvent = NonNullable<(typeof roleChanged)['payload']>;

interface Line {
  readonly kind: string;
  readonly text: string;
  readonly path: string;
  readonly fromId: Id | null;
  readonly accountIds: readonly Id[];
}

async function tellLine(ctx: Context, group: GroupFacts, eventId: Id, { kind, text, path, fromId, accountIds }: Line): Promise<void> {
  const url = `${houseOf(ctx).config.origin}/groups/${group.handle ?? group.id}/${path}`;
  const about = { id: group.id, key: `${kind} ${eventId}`, shown: { group_id: String(group.id), title: group.title, kind, text, url } };
  if (fromId !== null) return tell(ctx, { type: 'group', fromId, accountIds: accountIds.filter((id) => id !== fromId), eventId, about });
  // Nobody's doing: whoever blocks or mutes somebody of the group is told all the same.
  for (const accountId of accountIds) await tell(ctx, { type: 'group', fromId: accountId, accountIds: [accountId], eventId, about });
}

/** That there is something to decide, that it is time to answer, that it is decided: everybody; an objection: who proposed. Safe to repeat. */
export async function tellOfProposal(ctx: Context, { id: eventId, payload: { id, groupId, byId, what } }: Heard<Changed>): Promise<void> {
  const kind = ({ made: 'proposal', asked: 'consent', adopted: 'adopted', objected: 'objection', amended: 'amendment' } as Partial<Record<Changed['what'], string>>)[what];
  if (kind === undefined) return;
  const [row, group] = [await selectProposal(ctx, id), await findGroup(ctx, groupId)];
  if (row === undefined || group?.state !== 'open') return;
  const everybody = [...group.inside];
  const accountIds = what === 'objected' ? everybody.filter((one) => one === row.proposer_id) : everybody;
  await tellLine(ctx, group, eventId, { kind, text: row.title, path: `decisions/${id}`, fromId: byId, accountIds });
}

/** Who holds a role hears of its end. Safe to repeat. */
export async function tellOfRole(ctx: Context, { id: eventId, payload: { id, groupId, holderId, ended } }: Heard<RoleEvent>): Promise<void> {
  if (!ended || holderId === null) return;
  const [role, group] = [await selectRole(ctx, id), await findGroup(ctx, groupId)];
  if (role === undefined || role.ended_by === 'holder' || group?.state !== 'open' || group.members.get(holderId)?.state !== 'in') return;
  await tellLine(ctx, group, eventId, { kind: 'role_ended', text: role.title, path: 'roles', fromId: null, accountIds: [holderId] });
}
