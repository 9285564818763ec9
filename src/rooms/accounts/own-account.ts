/** The viewer's own account, with what only they see of it. */

import type { Static } from 'typebox';
import type { Id } from '#kit/ids.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { presentOwnAccount } from './presenter.ts';
import type { CredentialAccountReply } from './presenter.ts';
import { emojisOf, getAccount, postingDefaults, readWaitingCount } from './reads.ts';

/** As the client API has it: the profile, and the texts of it as they were typed. */
export async function readOwnAccount(ctx: Context): Promise<Static<typeof CredentialAccountReply>> {
  const id = viewerId(ctx) as Id;
  const [account, defaults, waiting] = await Promise.all([getAccount(ctx, id), postingDefaults(ctx, id), readWaitingCount(ctx, id)]);
  return presentOwnAccount(houseOf(ctx).config.origin, account, { defaults, waiting, emojis: emojisOf(ctx, account) }) as Static<typeof CredentialAccountReply>;
}
