/**
 * The pages in a real browser: Chromium without a window, with a context of its own for everybody who sits at it.
 *
 *     const { web, people: [alice] } = await openPages('alice');
 *     const page = await web.as(alice);
 *     await page.goto('/');
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, Browser as Program, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll } from 'vitest';
import type { Person } from '../town.ts';
import { PASSWORD, openTown } from '../town.ts';
import type { Town } from '../town.ts';
import { Browser } from './browser.ts';
import { chromiumPath } from './chromium.ts';
import type { Json } from './person.ts';

/** The town under the one address that browsers trust without encryption. */
export const LOCAL = { config: { origin: 'http://localhost', domain: 'localhost' } };

export interface Seat {
  /** Default: `desk`. */
  readonly size?: 'phone' | 'desk';
  readonly dark?: boolean;
  /** Default: English. */
  readonly language?: 'en' | 'fr';
  readonly script?: boolean;
  /** Whether less motion is asked for. Default: yes, which also spares the machine. */
  readonly calm?: boolean;
}

const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };

export interface Web {
  /** A page of somebody who is signed in; each call is another browser. */
  as(person: Person, seat?: Seat): Promise<Page>;
  /** A page of a visitor. */
  visit(seat?: Seat): Promise<Page>;
  close(): Promise<void>;
}

/** Opens a browser to which http://localhost is this town, opened with {@link LOCAL}. @param whole one that shows notifications, too */
export async function openWeb(town: Pick<Town, 'base'>, whole = false): Promise<Web> {
  const program: Program = await chromium.launch({
    executablePath: await chromiumPath(whole),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--use-fake-device-for-media-stream=device-count=2', '--use-fake-ui-for-media-stream', `--host-resolver-rules=MAP localhost ${new URL(town.base).host}`],
  });
  const sit = ({ size = 'desk', dark = false, language = 'en', script = true, calm = true }: Seat): Promise<BrowserContext> => program.newContext({
    baseURL: 'http://localhost', viewport: SIZES[size], hasTouch: size === 'phone', isMobile: size === 'phone', locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    colorScheme: dark ? 'dark' : 'light', javaScriptEnabled: script, reducedMotion: calm ? 'reduce' : 'no-preference', timezoneId: 'Europe/Paris',
  });
  return {
    async as(person, seat = {}) {
      const context = await sit(seat);
      await context.addCookies(await signIn(town, person));
      return context.newPage();
    },
    visit: async (seat = {}) => (await sit(seat)).newPage(),
    close: () => program.close(),
  };
}

interface Pages<Names extends readonly string[]> {
  readonly town: Town;
  readonly web: Web;
  /** In the order of their names. */
  readonly people: { readonly [Place in keyof Names]: Person };
}

/**
 * A town with people in it and a browser to look at it, for a whole file of tests: opened as the file is read, closed after its last
 * test. Nobody waits for the application in a test: it is assembled and loaded by then.
 */
export function openPages<const Names extends readonly string[]>(...usernames: Names): Promise<Pages<Names>> {
  return openPagesIn(false, usernames);
}

/** The same in a browser that shows notifications, which is slower. */
export function openPagesWhole<const Names extends readonly string[]>(...usernames: Names): Promise<Pages<Names>> {
  return openPagesIn(true, usernames);
}

async function openPagesIn<const Names extends readonly string[]>(whole: boolean, usernames: Names): Promise<Pages<Names>> {
  const town = await openTown(LOCAL);
  const web = await openWeb(town, whole);
  afterAll(async () => {
    await web.close();
    await town.close();
  });
  const people = await town.people(...usernames);
  await town.visitor.get('/', { headers: { accept: 'text/html' } });
  return { town, web, people: people as unknown as Pages<Names>['people'] };
}

async function signIn(town: Pick<Town, 'base'>, { username }: Person): Promise<{ name: string; value: string; url: string }[]> {
  const browser = new Browser(town.base, 'http://localhost');
  await browser.open('/auth/sign_in?return_to=/settings/security');
  await browser.submit({ username, password: PASSWORD });
  return (browser.asPage['cookie'] ?? '').split('; ').map((pair) => ({
    name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url: 'http://localhost',
  }));
}

const CLIENT = join(import.meta.dirname, '../../src/rooms/web/app/client');

/** What `app/client/` offers, as one script for tests, with what it takes to show a component. Read by no page. */
export async function buildClient(): Promise<string> {
  const files = readdirSync(CLIENT).filter((name) => /(?<!\.server)\.tsx?$/.test(name));
  const entry = [...files.map((name) => `export * from ${JSON.stringify(join(CLIENT, name))};`), "export { createElement, useEffect, useState, useRef } from 'react';", "export { createRoot } from 'react-dom/client';", "export { RouterProvider, createMemoryRouter } from 'react-router';"].join('\n');
  const made = await build({
    configFile: false, logLevel: 'error', root: CLIENT, mode: 'production', define: { 'process.env.NODE_ENV': '"production"' }, oxc: { jsx: { runtime: 'automatic', development: false } },
    plugins: [{ name: 'entry', resolveId: (id) => (id.endsWith('made-entry') ? join(CLIENT, 'made-entry') : undefined), load: (id) => (id.endsWith('made-entry') ? entry : undefined) }],
    build: { write: false, minify: false, target: 'es2022', lib: { entry: 'made-entry', formats: ['es'], fileName: 'client' } },
  });
  const [{ output }] = (Array.isArray(made) ? made : [made]) as [{ output: { type: string; code?: string }[] }];
  return output.find(({ type }) => type === 'chunk')?.code ?? '';
}

/** The client's own modules in a page, to be called by a test: `use(async ({ client, window, given }) => …, given)`. */
export interface Hand {
  use<T = Json>(act: (scene: { client: Json; window: Json; given: Json }) => T | Promise<T>, given?: unknown): Promise<T>;
}

/** A page without anything on it: one that the test would make up itself would not be allowed to speak to this machine. */
const BARE = '/api/v1/streaming/health';

/** Opens an address whose page does nothing by itself, with the modules of `app/client/` at hand. */
export async function takeInHand(page: Page, script: string, address = BARE): Promise<Hand> {
  await page.route('**/test/client.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.goto(address);
  const client = await page.evaluateHandle("import('/test/client.js')");
  const window = await page.evaluateHandle('window');
  return { use: (act, given) => page.evaluate(act as never, { client, window, given } as never) };
}
