/** Makes the text of a page. Visitors get it without hydration, members with the application. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { renderToReadableStream, renderToStaticMarkup } from 'react-dom/server';
import { RouterContextProvider, ServerRouter, StaticRouter } from 'react-router';
import type { EntryContext, HandleErrorFunction } from 'react-router';
import { overwriteGetLocale } from './paraglide/runtime.js';
import { visitContext } from './visit.ts';
import type { Figures, Prints, Visit } from './visit.ts';
import type { Post as PostEntity, Room } from './entities.ts';
import { RoomNames } from './parts/live/note.tsx';
import { Piece } from './parts/live/pieces.tsx';
import type { PieceFacts, PieceName } from './parts/live/pieces.tsx';
import { ReplayEntry, keyOf } from './parts/live/replay/items.tsx';
import type { ReplayItem } from './parts/live/replay/items.tsx';
import { Counts, Post } from './parts/post.tsx';
import { Entry } from './parts/rail.tsx';
import { drawWithPosts } from './prints.server.tsx';

export { drawFrom } from './visitors.server.tsx';

const languages = new AsyncLocalStorage<'en' | 'fr'>();
overwriteGetLocale(() => languages.getStore() ?? 'en');

/** What the loaders of one request are given. */
export function contextFor(visit: Visit): RouterContextProvider {
  const context = new RouterContextProvider();
  context.set(visitContext, visit);
  return context;
}

/** Runs with every message in one language. */
export const speaking = <T,>(language: 'en' | 'fr', act: () => T): T => languages.run(language, act);

/** A post as it stands in a visitor's list, for lists that are open; in the language that is being spoken. @param threaded in a thread */
export function renderFragment(origin: string, prints: Prints, json: Buffer, threaded: boolean): string {
  const post = prints.read(json) as PostEntity;
  return drawWithPosts(<Entry item={{ key: post.id, at: post.created_at, node: <Post post={post} origin={origin} threaded={threaded} /> }} />, prints, {});
}

/** A post as it stands in the list of an event room. */
export function renderRoomPost(origin: string, status: unknown, room: unknown): string {
  const post = status as PostEntity;
  const node = <RoomNames value={room as Room}><Post post={post} origin={origin} /></RoomNames>;
  return renderToStaticMarkup(<StaticRouter location="/"><Entry item={{ key: post.id, at: post.created_at, node }} /></StaticRouter>);
}

/** Things of an evening as they stand in its replay, each by itself. */
export function renderReplay(origin: string, room: unknown, items: readonly unknown[]): { key: string; html: string }[] {
  return (items as readonly ReplayItem[]).map((item) => {
    const html = renderToStaticMarkup(<StaticRouter location="/"><ReplayEntry item={item} room={room as Room} origin={origin} /></StaticRouter>);
    return { key: keyOf(item), html };
  });
}

/** A part of a room's page as it is now, for pages that are open. */
export function renderPiece(name: string, facts: unknown): string {
  return renderToStaticMarkup(<StaticRouter location="/"><Piece name={name as PieceName} facts={facts as PieceFacts} /></StaticRouter>);
}

/** The small figures of a post as they stand below it, for lists that are open; in the language that is being spoken. */
export const renderCounts = (figures: Figures): string => renderToStaticMarkup(<Counts {...figures} />);

export default async function answer(
  request: Request, status: number, headers: Headers, router: EntryContext, context: RouterContextProvider,
): Promise<Response> {
  const { nonce, me } = context.get(visitContext);
  headers.set('Content-Type', 'text/html; charset=utf-8');
  if (me === undefined) {
    return new Response(`<!doctype html>${renderToStaticMarkup(<ServerRouter context={router} url={request.url} />)}`, { status, headers });
  }
  let failed = false;
  const body = await renderToReadableStream(
    <ServerRouter context={router} url={request.url} {...(nonce !== undefined && { nonce })} />,
    { signal: request.signal, ...(nonce !== undefined && { nonce }), onError: () => { failed = true; } },
  );
  return new Response(body, { status: failed ? 500 : status, headers });
}

export const handleError: HandleErrorFunction = (error, { request, context }) => {
  if (!request.signal.aborted) context.get(visitContext).ctx.log.error({ err: error }, 'a page could not be made');
};
