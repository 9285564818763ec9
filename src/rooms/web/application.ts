/** The assembled application in this process: renders pages, and holds what browsers load. */

import { readFile, readdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RouterContextProvider, ServerBuild } from 'react-router';
import type { Language } from '#kit/language.ts';
import { perHouse } from '#platform/context.ts';
import { buildApplication } from './build.ts';
import type { Draw, Figures, Prints, Visit } from './app/visit.ts';

/** A file that browsers load, in the packings there are of it. */
export interface Asset {
  readonly type: string;
  readonly tag: string;
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
  /** Its name changes with its bytes. */
  readonly lasting: boolean;
}

/** What `app/entry.server.tsx` offers beside the pages. */
interface Entry {
  contextFor(visit: Visit): RouterContextProvider;
  renderFragment(origin: string, prints: Prints, json: Buffer, threaded: boolean): string;
  renderRoomPost(origin: string, status: unknown, room: unknown): string;
  renderReplay(origin: string, room: unknown, items: readonly unknown[]): { key: string; html: string }[];
  renderPiece(name: string, facts: unknown): string;
  renderCounts(post: Figures): string;
  speaking<T>(language: Language, act: () => T): T;
  drawFrom(build: ServerBuild): Draw;
}

export interface Application {
  /** Pages for visitors. */
  readonly draw: Draw;
  /** Answers a request for a page, or for the data of one. */
  answer(request: Request, context: RouterContextProvider): Promise<Response>;
  readonly entry: Entry;
  /** Whether an address is one of a page. Not whether there is anything at it: somebody has to be asked for that. */
  knows(path: string): boolean;
  /** By their address, without what is asked after it. */
  readonly assets: ReadonlyMap<string, Asset>;
}

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml', woff2: 'font/woff2', png: 'image/png',
  json: 'application/json; charset=utf-8', webmanifest: 'application/manifest+json',
};

const slotOf = perHouse((): { loading: Promise<Application> | undefined } => ({ loading: undefined }));

/** The application; made and loaded at the first call. One that could not be made is tried again at the next. */
export function applicationOf(ctx: Parameters<typeof slotOf>[0]): Promise<Application> {
  const slot = slotOf(ctx);
  slot.loading ??= load().catch((error: unknown) => {
    slot.loading = undefined;
    throw error;
  });
  return slot.loading;
}

async function load(): Promise<Application> {
  const folder = await buildApplication();
  // React chooses its quick half by this when it is first imported, which is here and nowhere before.
  process.env['NODE_ENV'] ??= 'production';
  const { createRequestHandler } = await import('react-router');
  const build = (await import(pathToFileURL(join(folder, 'server/index.js')).href)) as ServerBuild;
  const entry = build.entry.module as unknown as Entry;
  const addresses = addressesOf(build);
  return { knows: (path) => addresses.test(path), answer: createRequestHandler(build, 'production'), draw: entry.drawFrom(build), entry, assets: await readAssets(join(folder, 'client')) };
}

/** The addresses of all pages in one. What is a handle begins with an @, as `app/routes.ts` says. */
function addressesOf({ routes }: ServerBuild): RegExp {
  const pathOf = (id: string | undefined): string => {
    const route = id === undefined ? undefined : routes[id];
    return route === undefined ? '' : pathOf(route.parentId) + (route.path === undefined || route.path === '' ? '' : `/${route.path}`);
  };
  const paths = Object.values(routes).flatMap((route) => (route === undefined || route.path === '*' ? [] : pathOf(route.id)));
  const forms = [...new Set(paths)].map((path) => path.replaceAll(':handle', '(?:@|%40)[^/]+').replaceAll(/:\w+/g, '[^/]+'));
  return new RegExp(`^(?:${forms.join('|')})/?$`);
}

async function readAssets(folder: string): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>();
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = new Set(entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
  const read = (file: string): Promise<Buffer | undefined> => (files.has(file) ? readFile(file) : Promise.resolve(undefined));
  for (const file of files) {
    const type = TYPES[/\.(\w+)$/.exec(file)?.[1] ?? ''];
    const [plain, br, gzip] = await Promise.all([read(file), read(`${file}.br`), read(`${file}.gz`)]);
    if (type === undefined || plain === undefined) continue;
    const address = `/app/${relative(folder, file).replaceAll('\\', '/')}`;
    const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 16)}"`;
    assets.set(address, { type, tag, plain, br, gzip, lasting: address.startsWith('/app/assets/') });
  }
  return assets;
}
