/** The venue's screen and what is watched beside a room, over HTTP. */

import { Type } from 'typebox';
import type { Context } from '#platform/context.ts';
import { VISITOR, houseOf, viewedBy } from '#platform/context.ts';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { setSource } from '../commands/source.ts';
import { controlScreen, decideOnPost, pairRemote, readWallCode, undecideOnPost } from '../commands/wall.ts';
import { NoteReply, RoomReply, ScreenReply, presentScreen } from '../presenter.ts';
import { getRoom } from '../reads/rooms.ts';
import { encodeTimeline } from '../reads/timeline.ts';
import { readWaiting, readWall } from '../reads/wall.ts';
import { PostReply } from '#posts';
import { BASE, Empty, IdText, RoomParams, Time, idIn, idOf, timeOf } from './input.ts';
import { showById } from './rooms.ts';

const PostsReply = Type.Array(Type.Object({ status: PostReply, room: NoteReply }));
const WallReply = Type.Object({ mode: Type.String({ maxLength: 2000 }), screen: ScreenReply, posts: PostsReply });

async function showWall(ctx: Context, id: string): Promise<Buffer> {
  const room = await getRoom(ctx, idOf(id));
  const { screen, posts } = await readWall(ctx, room);
  const told = await encodeTimeline(viewedBy(ctx, VISITOR), room, posts);
  return Buffer.from(`${JSON.stringify({ mode: room.wall, screen: presentScreen(screen) }).slice(0, -1)},"posts":${told.toString()}}`);
}

const decide = (method: 'POST' | 'DELETE', summary: string): Route =>
  route({
    method, path: `${BASE}/:id/wall/posts/:post_id`, who: 'member', scope: 'write:statuses', summary, params: Type.Object({ id: IdText, post_id: IdText }), reply: Empty,
    async run(ctx, { params }) {
      await decideOnPost(ctx, idOf(params.id), idOf(params.post_id), method === 'POST');
      return {};
    },
  });

export const wallRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/wall`, who: 'anyone', scope: 'read:statuses', summary: "The venue's screen", params: RoomParams, reply: WallReply,
    run: (ctx, { params }) => showWall(ctx, params.id),
  }),
  route({
    method: 'GET', path: `${BASE}/:id/wall/waiting`, who: 'member', scope: 'read:statuses', summary: "Posts that wait for a host to let them go to the venue's screen, the first one first: for hosts", params: RoomParams, reply: PostsReply,
    async run(ctx, { params }) {
      const room = await getRoom(ctx, idOf(params.id));
      return encodeTimeline(viewedBy(ctx, VISITOR), room, await readWaiting(ctx, room));
    },
  }),
  decide('POST', "Lets a post go to the venue's screen: a host"),
  decide('DELETE', "Keeps a post off the venue's screen: a host"),
  route({
    method: 'DELETE', path: `${BASE}/:id/wall/posts/:post_id/decision`, who: 'member', scope: 'write:statuses', summary: "As if nobody had decided whether a post goes to the venue's screen: a host",
    params: Type.Object({ id: IdText, post_id: IdText }), reply: Empty,
    async run(ctx, { params }) {
      await undecideOnPost(ctx, idOf(params.id), idOf(params.post_id));
      return {};
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id/wall/code`, who: 'member', scope: 'write:statuses', summary: 'The code by which a phone becomes the remote control of the screen, for hosts', params: RoomParams,
    reply: Type.Object({ code: Type.String({ maxLength: 2000 }), expires_at: Type.String({ maxLength: 2000 }), url: Type.String({ maxLength: 2000 }) }),
    async run(ctx, { params }, { reply }) {
      const { code, expiresAt } = await readWallCode(ctx, idOf(params.id));
      void reply.header('Cache-Control', 'no-store');
      return { code, expires_at: expiresAt.toISOString(), url: `${houseOf(ctx).config.origin}/rooms/${idOf(params.id)}/screen?remote=${code}` };
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/wall/remote`, who: 'member', scope: 'write:statuses', summary: "Makes one's phone the remote control of the venue's screen", params: RoomParams,
    body: Type.Object({ code: Type.String({ maxLength: 20 }) }), reply: Empty,
    async run(ctx, { params, body }) {
      await pairRemote(ctx, idOf(params.id), body.code);
      return {};
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/wall/screen`, who: 'member', scope: 'write:statuses', summary: "Controls the venue's screen: a host, or a phone that is its remote control", params: RoomParams,
    body: Type.Object({ act: oneOf(['next', 'previous', 'hold', 'resume', 'posts', 'question', 'curve', 'score', 'pin', 'unpin']), question_id: Type.Optional(IdText), post_id: Type.Optional(IdText) }), reply: WallReply,
    async run(ctx, { params, body }) {
      const idOrNone = (name: 'question_id' | 'post_id'): Id | undefined => (body[name] === undefined ? undefined : idIn(name, body[name]));
      await controlScreen(ctx, idOf(params.id), { act: body.act, questionId: idOrNone('question_id'), postId: idOrNone('post_id') });
      return showWall(ctx, params.id);
    },
  }),
  ...updateRoutes({
    path: `${BASE}/:id/source`, who: 'member', scope: 'write:statuses', rate: 'post', summary: 'Says what is watched beside an event room: a host', params: RoomParams,
    body: Type.Object({
      kind: oneOf(['youtube', 'peertube', 'hls', 'television']), url: Type.Optional(Type.String({ maxLength: 2000 })), title: Type.Optional(Type.String({ maxLength: 500 })),
      starts_at: Type.Optional(Time), duration_ms: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_209_600_000 })),
    }),
    reply: RoomReply,
    async run(ctx, { params, body }) {
      const startsAt = body.starts_at === undefined ? undefined : timeOf('starts_at', body.starts_at);
      await setSource(ctx, idOf(params.id), { kind: body.kind, url: body.url, title: body.title, startsAt, durationMs: body.duration_ms });
      return showById(ctx, params.id);
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/source`, who: 'member', scope: 'write:statuses', summary: 'Nothing is watched beside an event room any more', params: RoomParams, reply: RoomReply,
    async run(ctx, { params }) {
      await setSource(ctx, idOf(params.id), null);
      return showById(ctx, params.id);
    },
  }),
];
