/** The page of what one brings and takes along. */

import { readFileSync } from 'node:fs';
import { common, frameFor, goTo, problemOf, refuseForeign, sendPage, visitorOf } from '#auth';
import type { Frame } from '#auth';
import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import { Refusal, notFound } from '#kit/errors.ts';
import { viewedBy } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route, SpooledFile } from '#platform/http/route.ts';
import { orderArchive, openArchive } from '../commands/make-archive.ts';
import { importList } from '../commands/import-list.ts';
import { cancelTask } from '../commands/tasks.ts';
import { MOST_TWITTER_BYTES, importTwitter } from '../commands/import-twitter.ts';
import { messagesIn } from '../messages.ts';
import { PAGE_PATH, SCRIPT_PATH, renderData } from '../presenter/page.ts';
import { exportList, readTasks } from '../reads.ts';
import { LISTS } from '../types.ts';
import type { ListKind, Mode } from '../types.ts';
import { MOST_FILE_BYTES, idOf, sendList } from './api.ts';

/** The context of whoever is signed in at this browser; undefined when nobody is. */
async function signedIn(ctx: Context, exchange: Exchange): Promise<Context | undefined> {
  const visitor = await visitorOf(ctx, exchange);
  return visitor?.session.complete === true && visitor.account.standing === 'active' ? viewedBy(ctx, { kind: 'account', id: visitor.account.id }) : undefined;
}

const toSignIn = (exchange: Exchange): unknown => goTo(exchange, `/auth/sign_in?return_to=${encodeURIComponent(PAGE_PATH)}`);

async function show(ctx: Context, exchange: Exchange, frame: Frame, said: { notice?: string; problem?: string; code?: number } = {}): Promise<string> {
  const tasks = await readTasks(ctx);
  return sendPage(exchange, renderData(frame, { tasks, ...said }), said.code ?? 200);
}

interface Fields {
  kind?: string;
  mode?: string;
  visibility?: string;
  id?: string;
}

const fields: Record<string, TSchema> = {
  ...common,
  kind: Type.Optional(Type.String({ maxLength: 20 })),
  mode: Type.Optional(Type.String({ maxLength: 20 })),
  visibility: Type.Optional(Type.String({ maxLength: 20 })),
  id: Type.Optional(Type.String({ maxLength: 20 })),
};

/** A form with a file; `spool`: it is too large for the memory. */
interface Takes {
  readonly fileBytes: number;
  readonly spool?: true;
}

type Act = (ctx: Context, body: Fields, sent: { readonly bytes: Uint8Array; readonly spooled: readonly SpooledFile[] }) => Promise<unknown>;

/** A form of this page: what goes wrong is shown on it. */
function form(path: string, summary: string, takes: Takes | undefined, act: Act): Route {
  return route({
    method: 'POST', path: `${PAGE_PATH}/${path}`, who: 'page', rate: 'upload', summary, body: Type.Object(fields), ...takes,
    admit: async (ctx, exchange) => ((await signedIn(ctx, exchange)) === undefined ? toSignIn(exchange) : undefined),
    async run(ctx, { body }, exchange) {
      const sent = body as Fields & { form_token?: string };
      const frame = frameFor(ctx, exchange, sent);
      refuseForeign(ctx, exchange, sent.form_token, frame);
      const own = await signedIn(ctx, exchange);
      if (own === undefined) return toSignIn(exchange);
      const bytes = exchange.files.find(({ field }) => field === 'file')?.bytes ?? new Uint8Array();
      const spooled = exchange.spooled.filter(({ field, size }) => field === 'file' && size > 0);
      try {
        if (takes !== undefined && bytes.length === 0 && spooled.length === 0) throw new Refusal(422, messagesIn(frame.language).noFile);
        await act(own, sent, { bytes, spooled });
        return goTo(exchange, PAGE_PATH);
      } catch (error) {
        const { code, text } = problemOf(frame, error);
        return show(own, exchange, frame, { code, ...(text !== undefined && { problem: text }) });
      }
    },
  });
}

const script = readFileSync(new URL('../assets/progress.js', import.meta.url));

export const pageRoutes: readonly Route[] = [
  route({
    method: 'GET', path: SCRIPT_PATH, who: 'page', uncounted: true, summary: 'What shows how far it is, on the page of what you bring and take along',
    run: (_ctx, _input, { reply }) => reply.type('text/javascript; charset=utf-8').header('Cache-Control', 'public, max-age=300').send(script),
  }),
  route({
    method: 'GET', path: PAGE_PATH, who: 'page', summary: 'What you bring and take along', query: Type.Object(common),
    async run(ctx, { query }, exchange) {
      const own = await signedIn(ctx, exchange);
      return own === undefined ? toSignIn(exchange) : show(own, exchange, frameFor(ctx, exchange, query));
    },
  }),
  ...LISTS.map((kind) => route({
    method: 'GET', path: `${PAGE_PATH}/${kind}.csv`, who: 'page', summary: `Your ${kind} as a file`,
    async run(ctx, _input, exchange) {
      const own = await signedIn(ctx, exchange);
      return own === undefined ? toSignIn(exchange) : sendList(exchange, kind, exportList(own, kind));
    },
  })),
  route({
    method: 'GET', path: `${PAGE_PATH}/archive/:id.zip`, who: 'page', summary: 'Your archive', params: Type.Object({ id: Type.String({ maxLength: 20 }) }),
    async run(ctx, { params }, exchange) {
      const own = await signedIn(ctx, exchange);
      if (own === undefined) return toSignIn(exchange);
      const { stream, size, name } = await openArchive(own, idOf(params.id));
      const { reply } = exchange;
      void reply.header('Content-Disposition', `attachment; filename="${name}"`).header('Cache-Control', 'private, no-store').header('Content-Length', size);
      return reply.type('application/zip').send(stream);
    },
  }),
  form('import', 'Takes in a file of lines', { fileBytes: MOST_FILE_BYTES }, (ctx, body, { bytes }) => {
    const kind = LISTS.find((one) => one === body.kind);
    if (kind === undefined) throw notFound();
    return importList(ctx, { kind: kind satisfies ListKind, mode: (body.mode === 'overwrite' ? 'overwrite' : 'merge') satisfies Mode, bytes });
  }),
  form('twitter', 'Takes in a Twitter archive', { fileBytes: MOST_TWITTER_BYTES, spool: true }, (ctx, body, { spooled }) =>
    importTwitter(ctx, { file: spooled[0] as SpooledFile, visibility: visibilityOf(body.visibility) })),
  form('archive', 'Orders a complete archive', undefined, (ctx) => orderArchive(ctx)),
  form('stop', 'Stops what is under way', undefined, (ctx, body) => cancelTask(ctx, idOf(body.id ?? ''))),
];

function visibilityOf(word: string | undefined): 'public' | 'unlisted' | 'followers' {
  return word === 'unlisted' || word === 'followers' ? word : 'public';
}
