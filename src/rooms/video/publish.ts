/** Where broadcasters send to. */

import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { engineTargets } from './engine/chosen.ts';
import { rtmpDoor } from './ingest/rtmp/listen.ts';
import type { PublishAddresses } from './presenter.ts';
import { rtmpHostSetting, whipSetting } from './settings.ts';
import type { Broadcast } from './types.ts';

const RTMP_PORT = 1935;

export function publishAddresses(ctx: Context, broadcast: Broadcast): PublishAddresses {
  const at = `${houseOf(ctx).config.origin}/api/perchoir/v1/broadcasts/${broadcast.id}`;
  const elsewhere = engineTargets(ctx, broadcast);
  if (elsewhere !== undefined) return { ws: undefined, ...elsewhere };
  return { ws: `${at}/ingest`.replace(/^http/, 'ws'), rtmp: rtmpAddress(ctx), whip: ctx.settings.get(whipSetting) ? `${at}/whip` : undefined };
}

/** What goes into the field "Server" of an encoder; the key goes into the one beside it. */
function rtmpAddress(ctx: Context): string | undefined {
  const door = rtmpDoor(ctx);
  if ('closed' in door) return undefined;
  const port = door.port === RTMP_PORT ? '' : `:${door.port}`;
  return `rtmp://${ctx.settings.get(rtmpHostSetting) || new URL(houseOf(ctx).config.origin).hostname + port}/live`;
}
