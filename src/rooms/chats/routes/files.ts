/** Files of private conversations, over HTTP: for apps by their token, for pages by the cookie of the session. */

import { Type } from 'typebox';
import { viewerOf } from '#auth';
import { invalid, notFound } from '#kit/errors.ts';
import { linkHeader } from '#kit/pages.ts';
import { viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { sendFile } from '#platform/http/files.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { removeUpload, uploadFile } from '../commands/files.ts';
import { FileReply, presentFile } from '../presenter/chats.ts';
import { readFile, readFiles } from '../reads/files.ts';
import { MOST_FILE_BYTES } from '../settings.ts';
import { BASE, ChatParams, IdText, Limit, cursorOf, idOf } from './input.ts';

const FileParams = Type.Object({ id: IdText, file_id: IdText });
const PRESET = 40;
const MOST = 100;
const MOST_BARS = 100;

/** Should one be opened as a page, it can do nothing; no other site can show it, and no copy is kept beside the browser's own. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; sandbox", 'Cross-Origin-Resource-Policy': 'same-origin', 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer',
};

const inHeader = (name: string): string =>
  `attachment; filename="${name.replace(/[^\w.() -]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;

async function send(ctx: Context, params: { id: string; file_id: string }, which: 'file' | 'preview', exchange: Exchange): Promise<unknown> {
  const { file, type, name, open } = await readFile(ctx, idOf(params.id), idOf(params.file_id), which);
  // What nobody here has opened is saved, never shown.
  const headers = file.kind === 'file' ? { ...HEADERS, 'Content-Disposition': inHeader(file.name) } : HEADERS;
  // Asked again each time: whoever is out of the chat by then gets it no more.
  return sendFile(exchange, { etag: `"${name}"`, type, cache: 'private, no-cache', headers, open });
}

/** Whoever is signed in at the browser. @throws Refusal 404 for nobody, as for whoever is not in the chat */
async function atBrowser(ctx: Context, exchange: Exchange): Promise<Context> {
  const found = await viewerOf(ctx, exchange);
  if (found?.mayAct !== true) throw notFound();
  return viewedBy(ctx, { kind: 'account', id: found.accountId });
}

/** @throws Refusal 422 */
function waveformIn(text: string | undefined): number[] | undefined {
  if (text === undefined || text === '') return undefined;
  const bars = text.split(',').map(Number);
  if (bars.length > MOST_BARS || bars.some((bar) => !Number.isInteger(bar) || bar < 0 || bar > 100)) throw invalid(`Validation failed: waveform is up to ${MOST_BARS} numbers from 0 to 100, with commas between`);
  return bars;
}

const files = (['file', 'preview'] as const).flatMap((which) => {
  const end = which === 'file' ? '' : '/preview';
  const what = which === 'file' ? 'A file of a private conversation' : 'The small picture of a file of a private conversation';
  return [
    route({
      method: 'GET', path: `${BASE}/:id/files/:file_id${end}`, who: 'member', scope: 'read:statuses', summary: what, params: FileParams,
      run: (ctx, { params }, exchange) => send(ctx, params, which, exchange),
    }),
    route({
      method: 'GET', path: `/private/:id/:file_id${end}`, who: 'page', summary: `${what}, by the session of the browser`, params: FileParams,
      run: async (ctx, { params }, exchange) => send(await atBrowser(ctx, exchange), params, which, exchange),
    }),
  ];
});

export const fileRoutes: readonly Route[] = [
  ...files,
  route({
    method: 'POST', path: `${BASE}/:id/files`, who: 'member', scope: 'write:media', rate: 'upload', summary: 'Takes a file in for a private conversation, where it is sent with a message', params: ChatParams,
    body: Type.Object({
      description: Type.Optional(Type.String({ maxLength: 30_000 })), voice: Type.Optional(Type.Boolean()), waveform: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    fileBytes: MOST_FILE_BYTES, spool: true, reply: FileReply,
    async run(ctx, { params, body }, { spooled }) {
      const file = spooled.find(({ field }) => field === 'file');
      return presentFile(await uploadFile(ctx, idOf(params.id), file, { description: body.description, voice: body.voice, waveform: waveformIn(body.waveform) }));
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id/files`, who: 'member', scope: 'read:statuses', summary: 'The files of a private conversation, newest first', params: ChatParams,
    query: Type.Object({ limit: Limit, max_id: Type.Optional(IdText) }), reply: Type.Array(FileReply),
    async run(ctx, { params, query }, { href, reply }) {
      const { shown, cursors } = await readFiles(ctx, idOf(params.id), { limit: Math.min(query.limit ?? PRESET, MOST), maxId: cursorOf(query.max_id) });
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return shown;
    },
  }),
  route({
    method: 'DELETE', path: `${BASE}/:id/files/:file_id`, who: 'member', scope: 'write:media', summary: "Removes a file of one's own that was not sent", params: FileParams, reply: Type.Object({}),
    async run(ctx, { params }) {
      await removeUpload(ctx, idOf(params.id), idOf(params.file_id));
      return {};
    },
  }),
];
