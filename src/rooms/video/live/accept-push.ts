/** Sockets of viewers who want the picture pushed. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Refusal } from '#kit/errors.ts';
import { VISITOR } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { createSocketDoor, refuseUpgrade } from '#platform/http/sockets.ts';
import { pushedSetting } from '../settings.ts';
import { findWatched } from './watch.ts';

const PATH = /^\/api\/perchoir\/v1\/broadcasts\/(\d{1,16})\/push(?:\?.*)?$/;
/** Viewers send nothing. */
const open = createSocketDoor(1024);

/** False for addresses that are not ours. A private broadcast is not pushed: its account follows by playlist. */
export function acceptPush(house: House, request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
  const id = PATH.exec(request.url ?? '')?.[1];
  if (id === undefined) return false;
  const ctx = house.context(VISITOR);
  const letIn = async (): Promise<void> => {
    if (house.stopping) throw new Refusal(503, 'The server stops; please try again in a moment');
    const { live } = await findWatched(ctx, Number(id));
    if (live === undefined || live.isOver) throw new Refusal(409, 'This broadcast is not live');
    if (live.pushes.size >= ctx.settings.get(pushedSetting)) throw new Refusal(429, 'As many get it pushed as this server can push; follow the playlist instead');
    open({ request, socket, head }, (opened) => live.pushes.add(opened, live.shelf));
  };
  letIn().catch((error: unknown) => {
    if (error instanceof Refusal) return refuseUpgrade(socket, { status: error.status, error: error.message });
    house.log.warn({ err: error }, 'a broadcast could not be pushed');
    return refuseUpgrade(socket, { status: 503, error: 'Please try again in a moment' });
  });
  return true;
}
