import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import {
  deleteDomainBlock, deleteEndorsement, insertDismissal, insertDomainBlock, insertEndorsement, selectDomainBlockCount,
} from '../queries/people.ts';
import { tidyDomain } from '../rules.ts';
import { between } from './relations.ts';

const MOST_DOMAINS = 10_000;

/** Recommends somebody on the viewer's profile, until the follow ends. Safe to repeat. @throws Refusal 422 for somebody who is not followed */
export function endorse(ctx: Context, targetId: Id): Promise<void> {
  return between(ctx, targetId, async ({ tx, me, relation }) => {
    if (relation.follow_id === null) throw invalid('Validation failed: you can only recommend somebody whom you follow');
    await insertEndorsement(tx, { id: newId(tx), accountId: me, targetId });
  });
}

/** Safe to repeat. */
export function takeBackEndorsement(ctx: Context, targetId: Id): Promise<void> {
  return between(ctx, targetId, ({ tx, me }) => deleteEndorsement(tx, { accountId: me, targetId }));
}

/** Never suggests this account to the viewer again. @throws Refusal 404 */
export async function dismissSuggestion(ctx: Context, targetId: Id): Promise<void> {
  if (!(await insertDismissal(ctx, { accountId: ownId(ctx), targetId }))) throw notFound();
}

/** Nothing that comes from this server, should anything ever come. Safe to repeat. @returns the id of the block @throws Refusal 422 for what is no domain */
export async function blockDomain(ctx: Context, wish: string): Promise<Id> {
  const accountId = ownId(ctx);
  const domain = tidyDomain(wish);
  if ((await selectDomainBlockCount(ctx, accountId)) >= MOST_DOMAINS) throw invalid(`Validation failed: ${MOST_DOMAINS} domains at most`);
  return transaction(ctx, (tx) => insertDomainBlock(tx, { id: newId(tx), accountId, domain }));
}

/** Safe to repeat. @throws Refusal 422 for what is no domain */
export async function unblockDomain(ctx: Context, wish: string): Promise<void> {
  await deleteDomainBlock(ctx, ownId(ctx), tidyDomain(wish));
}

function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw notFound();
  return id;
}
