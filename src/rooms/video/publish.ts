/** Where broadcasters send to. */

import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { PublishAddresses } from './presenter.ts';

export function publishAddresses(ctx: Context, id: Id): PublishAddresses {
  const { origin } = houseOf(ctx).config;
  const at = `${origin}/api/perchoir/v1/broadcasts/${id}`;
  return { ws: `${at}/publish`.replace(/^http/, 'ws'), rtmp: undefined, whip: undefined };
}
