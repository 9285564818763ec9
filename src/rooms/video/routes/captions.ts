import { Type } from 'typebox';
import { notFound, unavailable } from '#kit/errors.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { renderVtt } from '../captions.ts';
import { addCaption, addCue, removeCaption } from '../commands/captions.ts';
import { captionPlaylist, findWatched, spanOf } from '../live/watch.ts';
import { BroadcastReply } from '../presenter.ts';
import { getCues, getOwnBroadcast } from '../reads.ts';
import { IdParams, PATH, idOf, namedId, present } from './broadcasts.ts';

const Digits = Type.String({ maxLength: 20 });
const LONGEST_FILE = 1_000_000;
const CaptionParams = Type.Object({ id: Digits, caption_id: Digits });
const Ms = Type.Integer({ minimum: 0, maximum: 200_000_000 });
const CueReply = Type.Object({ id: Digits, caption_id: Digits, starts_ms: Type.Integer(), ends_ms: Type.Integer(), text: Type.String({ maxLength: 1000 }) });

export const captionRoutes: readonly Route[] = [
  route({
    method: 'POST', path: `${PATH}/:id/captions`, who: 'member', scope: 'write:media', params: IdParams, reply: BroadcastReply,
    summary: 'A track of captions: a WebVTT file in the field `file` (or as text in `vtt`), or an empty one that is typed while the broadcast runs',
    body: Type.Object({
      language: Type.Optional(Type.String({ maxLength: 10 })), label: Type.Optional(Type.String({ maxLength: 300 })), writer_id: Type.Optional(Digits),
      vtt: Type.Optional(Type.String({ maxLength: LONGEST_FILE })),
    }),
    fileBytes: LONGEST_FILE,
    run: async (ctx, { params, body }, { files }) => {
      const id = idOf(params.id);
      await getOwnBroadcast(ctx, id);
      const file = files.find(({ field, bytes }) => field === 'file' && bytes.length > 0);
      const vtt = file === undefined ? body.vtt : Buffer.from(file.bytes).toString('utf8');
      await addCaption(ctx, id, { language: body.language ?? '', label: body.label, writerId: namedId(body.writer_id, 'writer_id'), vtt });
      return present(ctx, id);
    },
  }),
  route({
    method: 'DELETE', path: `${PATH}/:id/captions/:caption_id`, who: 'member', scope: 'write:media', params: CaptionParams, reply: BroadcastReply, summary: 'Deletes a track of captions',
    run: async (ctx, { params }) => {
      await removeCaption(ctx, idOf(params.id), idOf(params.caption_id));
      return present(ctx, idOf(params.id));
    },
  }),
  route({
    method: 'POST', path: `${PATH}/:id/captions/:caption_id/cues`, who: 'member', scope: 'write:statuses', params: CaptionParams, reply: CueReply,
    summary: 'A line as it is typed, in milliseconds of the broadcast’s own time; without times, of what is seen now',
    body: Type.Object({ text: Type.Optional(Type.String({ maxLength: 5000 })), starts_ms: Type.Optional(Ms), ends_ms: Type.Optional(Ms), took_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 120_000 })) }),
    run: async (ctx, { params, body }) => {
      const captionId = idOf(params.caption_id);
      const cue = await addCue(ctx, { broadcastId: idOf(params.id), captionId }, { text: body.text ?? '', startsMs: body.starts_ms, endsMs: body.ends_ms, tookMs: body.took_ms ?? 0 });
      return { id: String(cue.id), caption_id: String(captionId), starts_ms: cue.startsMs, ends_ms: cue.endsMs, text: cue.text };
    },
  }),
  route({
    method: 'GET', path: '/video/:id/captions/:file', who: 'anyone', scope: 'read:statuses', uncounted: true,
    summary: 'Captions as WebVTT, whole or by segment, and their playlist', params: Type.Object({ id: Digits, file: Type.String({ maxLength: 60 }) }),
    run: async (ctx, { params }, { reply, caller }) => {
      const id = idOf(params.id);
      const [, track = '', msn, kind] = /^(\d{1,16})(?:-(\d{1,9}))?\.(vtt|m3u8)$/.exec(params.file) ?? [];
      const watched = await findWatched(ctx, id);
      const cues = await getCues(ctx, id, idOf(track));
      void reply.header('Cache-Control', caller === undefined ? 'public, max-age=1' : 'private, no-store');
      if (kind === 'm3u8') {
        const text = captionPlaylist(watched, Number(track));
        if (text === undefined) throw unavailable('There is nothing to see yet; please try again in a moment', 2);
        return reply.type('application/vnd.apple.mpegurl').send(text);
      }
      const span = msn === undefined ? { startsMs: 0, endsMs: Number.POSITIVE_INFINITY } : spanOf(watched, Number(msn));
      if (span === undefined) throw notFound();
      return reply.type('text/vtt; charset=utf-8').send(renderVtt(cues.filter(({ startsMs, endsMs }) => startsMs < span.endsMs && endsMs > span.startsMs)));
    },
  }),
];
