/** A stretch of an evening for pages that play it again: what came around a moment, as HTML by the components of the pages. */

import { Type } from 'typebox';
import { delayOf, getRoom, readReplay, showRoom } from '#live';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { VISITOR, viewedBy } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import { readGuest, renderReplay } from './answer.ts';

/** As many as stand in one part of a page. */
const AT_ONCE = 60;
/** Of the year 2106: later than any evening. */
const LATEST = 2 ** 32 * 1000;

export const replay = route({
  method: 'GET', path: '/replay', who: 'page', summary: 'What came into an evening from a moment on, or until it, for pages that play it again',
  query: Type.Object({
    room: Type.String({ maxLength: 20, pattern: '^[0-9]+$' }), lang: oneOf(['en', 'fr']), way: oneOf(['after', 'before']), at: Type.Integer({ minimum: 0, maximum: LATEST }),
  }),
  async run(ctx, { query }, exchange) {
    const id = parseId(query.room);
    if (id === undefined) throw notFound();
    const who = await readGuest(ctx, exchange);
    const seen = viewedBy(ctx, who === undefined ? VISITOR : { kind: 'account', id: who.viewer });
    const room = await getRoom(seen, id);
    const delayMs = delayOf(seen, room, undefined);
    const [shown, { items, bins, from, until }] = await Promise.all([showRoom(seen, room, delayMs), readReplay(seen, room, { at: new Date(query.at), way: query.way, limit: AT_ONCE, delayMs })]);
    const drawn = await renderReplay(seen, query.lang, { room: shown, items });
    void exchange.reply.header('Cache-Control', 'no-store');
    return { items: drawn.map(({ key, html }, index) => ({ key, at: items[index]?.at, html })), bins, from, until };
  },
});
