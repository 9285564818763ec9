/** The profile as its owner edits it, in the newer form: one resource with plain texts. */

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { limits } from '#instance';
import type { Id } from '#kit/ids.ts';
import { viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { updateProfile } from '../commands/profile.ts';
import { readFeatured } from '../featured.ts';
import { ProfileReply, presentProfile } from '../presenter.ts';
import { getAccount, presentAccount } from '../reads.ts';
import { ProfileBody, profileWishes } from './input.ts';

const ResourceBody = Type.Object({
  ...ProfileBody,
  show_media: Type.Optional(Type.Boolean()),
  show_media_replies: Type.Optional(Type.Boolean()),
  show_featured: Type.Optional(Type.Boolean()),
});

async function profile(ctx: Context): Promise<object> {
  const account = await getAccount(ctx, viewerId(ctx) as Id);
  return presentProfile(presentAccount(ctx, account), account, await readFeatured(ctx));
}

const shown = (body: Static<typeof ResourceBody>) => ({
  showMedia: body.show_media, showMediaReplies: body.show_media_replies, showFeatured: body.show_featured,
});

export const profileResourceRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/profile', who: 'member', scope: ['profile', 'read:accounts'], summary: 'One’s own profile, as it is edited',
    reply: ProfileReply,
    run: (ctx) => profile(ctx),
  }),
  ...updateRoutes({
    path: '/api/v1/profile', who: 'member', scope: 'write:accounts', summary: 'Changes one’s own profile',
    body: ResourceBody, fileBytes: limits.pictureBytes, reply: ProfileReply,
    run: async (ctx, { body }, { files }) => {
      await updateProfile(ctx, { ...profileWishes(body, files), ...shown(body) });
      return profile(ctx);
    },
  }),
];
