import { Type } from 'typebox';
import { invalid } from '#kit/errors.ts';
import { parseCursor } from '#kit/ids.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { moveMarkers } from '../commands/lists.ts';
import { presentMarkers } from '../presenter/lines.ts';
import { readMarkers } from '../reads/lines.ts';
import type { MarkedList } from '../types.ts';
import { IdText, Name } from './input.ts';

const MarkerReply = Type.Object({ last_read_id: IdText, version: Type.Integer(), updated_at: Name });
const MarkersReply = Type.Object({ home: Type.Optional(MarkerReply), notifications: Type.Optional(MarkerReply) });
const Place = Type.Optional(
  Type.Object({ last_read_id: Type.Optional(IdText), version: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })) }),
);

const LISTS: readonly MarkedList[] = ['home', 'notifications'];

export const markerRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v1/markers', who: 'member', scope: 'read:statuses', summary: 'How far you have read',
    query: Type.Object({ timeline: Type.Optional(Type.Array(Name, { maxItems: 20 })) }), reply: MarkersReply,
    async run(ctx, { query }) {
      const asked = LISTS.filter((list) => query.timeline?.includes(list));
      return asked.length === 0 ? {} : presentMarkers(await readMarkers(ctx, asked));
    },
  }),
  route({
    method: 'POST', path: '/api/v1/markers', who: 'member', scope: 'write:statuses', summary: 'Notes how far you have read; 409 for a version that another app has passed',
    body: Type.Object({ home: Place, notifications: Place }), reply: MarkersReply,
    async run(ctx, { body }) {
      const places = LISTS.flatMap((list) => {
        const text = body[list]?.last_read_id;
        if (text === undefined || text === '') return [];
        const lastReadId = parseCursor(text);
        if (lastReadId === undefined) throw invalid(`Validation failed: ${list}.last_read_id is not an id`);
        return [{ list, lastReadId, version: body[list]?.version }];
      });
      return places.length === 0 ? {} : presentMarkers(await moveMarkers(ctx, places));
    },
  }),
];
