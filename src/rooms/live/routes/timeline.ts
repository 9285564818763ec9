/** The posts of a room: reading, writing, who takes part. */

import { Type } from 'typebox';
import { oneOf } from '#kit/one-of.ts';
import { PostReply, findAppName, readKey } from '#posts';
import { linkHeader } from '#kit/pages.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import type { FilledPage } from '#timelines';
import { parseId } from '#kit/ids.ts';
import { postInRoom } from '../commands/write.ts';
import { NoteReply, ParticipantReply } from '../presenter.ts';
import { getRoom } from '../reads/rooms.ts';
import { showParticipants } from '../reads/show-room.ts';
import { delayOf, encodeTimeline, readPinned, readTimeline } from '../reads/timeline.ts';
import type { RoomFacts } from '../types.ts';
import { BASE, Delay, IdText, RoomParams, Time, cursors, idIn, idOf, pageOf, timeOf } from './input.ts';

const RoomPostReply = Type.Object({ status: PostReply, room: NoteReply });
const SourceMs = Type.Optional(Type.Integer({ minimum: 0, maximum: 1_209_600_000 }));

const PostBody = Type.Object({
  status: Type.String({ maxLength: 100_000 }),
  spoiler_text: Type.Optional(Type.String({ maxLength: 100_000 })),
  sensitive: Type.Optional(Type.Boolean()),
  language: Type.Optional(Type.String({ maxLength: 100 })),
  media_ids: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 })),
  in_reply_to_id: Type.Optional(IdText),
  speaker_id: Type.Optional(IdText),
  item_id: Type.Optional(IdText),
  feeling: Type.Optional(Type.String({ maxLength: 200 })),
  on_site: Type.Optional(Type.Boolean()),
  written_at: Type.Optional(Time),
  source_ms: SourceMs,
});

type Wish = Parameters<typeof readTimeline>[3];

/** What a page of a room asks for, at once when everything is in memory. */
function answer(ctx: Context, room: RoomFacts, exchange: Exchange, ask: { page: ReturnType<typeof pageOf>; wish: Wish }): unknown {
  if (ask.wish.sourceFrom !== undefined || ask.wish.sourceTo !== undefined) {
    return readPinned(ctx, room, ask.wish).then((posts) => encodeTimeline(ctx, room, posts, ask.wish.delayMs));
  }
  const filled = readTimeline(ctx, room, ask.page, ask.wish);
  const send = ({ posts, full }: FilledPage): Buffer | Promise<Buffer> => {
    const [first, last] = [posts[0]?.id, posts.at(-1)?.id];
    const link = first === undefined || last === undefined ? undefined : linkHeader(exchange.href, { first, last, full });
    if (link !== undefined) void exchange.reply.header('Link', link);
    return encodeTimeline(ctx, room, posts, ask.wish.delayMs);
  };
  return filled instanceof Promise ? filled.then(send) : send(filled);
}

const MOST_PARTICIPANTS = 200;

export const timelineRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/:id/timeline`, who: 'anyone', scope: 'read:statuses', summary: 'The posts of an event room, newest first; by source_from and source_to in the order of the programme',
    params: RoomParams,
    query: Type.Object({
      ...cursors, delay_ms: Delay, source_from: SourceMs, source_to: SourceMs,
      only: Type.Optional(oneOf(['official', 'free', 'on_site', 'followed', 'media'])),
    }),
    reply: Type.Array(RoomPostReply),
    run: (ctx, { params, query }, exchange) => {
      const page = pageOf(query);
      const found = getRoom(ctx, idOf(params.id));
      const asked = { only: query.only, sourceFrom: query.source_from, sourceTo: query.source_to };
      const go = (room: RoomFacts): unknown => answer(ctx, room, exchange, { page, wish: { ...asked, delayMs: delayOf(ctx, room, query.delay_ms) } });
      return found instanceof Promise ? found.then(go) : go(found);
    },
  }),
  route({
    method: 'POST', path: `${BASE}/:id/posts`, who: 'member', scope: 'write:statuses', rate: 'post', summary: 'Posts in an event room', params: RoomParams, body: PostBody, reply: RoomPostReply,
    async run(ctx, { params, body }, exchange) {
      const room = await getRoom(ctx, idOf(params.id));
      const draft = {
        text: body.status, spoiler: body.spoiler_text, sensitive: body.sensitive, language: body.language,
        mediaIds: body.media_ids?.filter((text) => text !== '').map((text) => parseId(text) ?? 0),
        replyToId: body.in_reply_to_id === undefined ? undefined : idIn('in_reply_to_id', body.in_reply_to_id),
        app: exchange.caller && (await findAppName(ctx, exchange.caller.appId)),
      };
      const note = {
        speakerId: body.speaker_id === undefined ? undefined : idIn('speaker_id', body.speaker_id), itemId: body.item_id === undefined ? undefined : idIn('item_id', body.item_id),
        feeling: body.feeling, onSite: body.on_site, writtenAt: body.written_at === undefined ? undefined : timeOf('written_at', body.written_at), sourceMs: body.source_ms,
      };
      const facts = await postInRoom(ctx, room.id, { draft, note, once: readKey(exchange, { room: params.id, ...body }) });
      // Copied, since what is sent from a slab is sent whole.
      const list = await encodeTimeline(ctx, room, [facts]);
      return Buffer.from(list.subarray(1, list.length - 1));
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id/participants`, who: 'anyone', scope: 'read:statuses', summary: 'Who takes part in an event room, on site and elsewhere',
    params: RoomParams, query: Type.Object({ since_id: Type.Optional(IdText), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_PARTICIPANTS })) }), reply: Type.Array(ParticipantReply),
    async run(ctx, { params, query }) {
      const room = await getRoom(ctx, idOf(params.id));
      return showParticipants(ctx, room, { afterId: parseId(query.since_id ?? '0') ?? 0, limit: query.limit ?? MOST_PARTICIPANTS });
    },
  }),
];
