/** Trust as its door gives it, as pages show it. */

import { presentSteps, readOwnCard, readTrustWith, readTrusts } from '#trust';
import type { Id } from '#kit/ids.ts';
import type { Trust, TrustCard, TrustStep } from './entities.ts';
import type { Visit } from './visit.ts';

/** So many are shown at once; who shares steps with more people finds them by their profiles. */
const MOST = 80;

/** What stands between whoever reads and somebody; undefined where there never was anything. */
export const presentTrustWith = async ({ ctx }: Visit, otherId: Id): Promise<Trust | undefined> => ((await readTrustWith(ctx, otherId)) as Trust[])[0];

export const presentLadder = (): TrustStep[] => presentSteps() as TrustStep[];

export async function presentTrusts({ ctx }: Visit): Promise<{ offers: Trust[]; agreed: Trust[]; card: TrustCard }> {
  const [offers, agreed, card] = await Promise.all([readTrusts(ctx, 'offers', { limit: MOST }), readTrusts(ctx, 'agreed', { limit: MOST }), readOwnCard(ctx)]);
  return { offers: offers.shown as Trust[], agreed: agreed.shown as Trust[], card };
}
