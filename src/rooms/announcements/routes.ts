import { Type } from 'typebox';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { addReaction, dismissAnnouncement, removeReaction } from './commands.ts';
import { AnnouncementReply, presentAnnouncement } from './presenter.ts';
import { readAnnouncements } from './reads.ts';

const Empty = Type.Object({});
const IdParams = Type.Object({ id: Type.String({ maxLength: 20 }) });
const ReactionParams = Type.Object({ id: Type.String({ maxLength: 20 }), name: Type.String({ maxLength: 100 }) });

function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

const REACTION = '/api/v1/announcements/:id/reactions/:name';

export const routes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/announcements', who: 'member', summary: 'What is told to everybody here', reply: Type.Array(AnnouncementReply),
    run: async (ctx) => (await readAnnouncements(ctx)).map((one) => presentAnnouncement(one, houseOf(ctx).config.origin)),
  }),
  route({
    method: 'POST', path: '/api/v1/announcements/:id/dismiss', who: 'member', scope: 'write:accounts', summary: 'Notes that one has read it',
    params: IdParams, reply: Empty,
    run: async (ctx, { params }) => {
      await dismissAnnouncement(ctx, idOf(params.id));
      return {};
    },
  }),
  ...updateRoutes({
    path: REACTION, who: 'member', scope: 'write:favourites', summary: 'Reacts with an emoji', params: ReactionParams, body: Empty, reply: Empty,
    run: async (ctx, { params }) => {
      await addReaction(ctx, idOf(params.id), params.name);
      return {};
    },
  }),
  route({
    method: 'DELETE', path: REACTION, who: 'member', scope: 'write:favourites', summary: 'Takes a reaction back', params: ReactionParams, reply: Empty,
    run: async (ctx, { params }) => {
      await removeReaction(ctx, idOf(params.id), params.name);
      return {};
    },
  }),
];
