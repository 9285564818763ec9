/**
 * The service worker of whoever is signed in. It keeps the files of the application, whose names change with their bytes, and
 * nothing else: never a page, never an answer of the API, so nobody sees what is old or another's. It answers without a network,
 * shows pushes, sends what waits, and takes what other apps share.
 */

import { api } from '../app/client/api.ts';
import { openChest } from '../app/client/outbox/chest.ts';
import { sendOutbox } from '../app/client/outbox/send.ts';
import type { Notification as Line } from '../app/entities.ts';
import { offlinePage } from './offline.ts';
import type { Language } from './offline.ts';
import { scope } from './scope.ts';
import type { Asked } from './scope.ts';

const FILES = 'files';
const MEMORY = 'memory';
const LANGUAGE = '/language';
const PUSH = '/api/v1/push/subscription';
/** Those of a few versions; the oldest go first. */
const MOST_FILES = 400;
const MOST_SHARED_FILES = 8;

scope.addEventListener('install', () => void scope.skipWaiting());
scope.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([scope.clients.claim(), scope.registration.navigationPreload?.enable()]));
});

async function readLanguage(): Promise<Language> {
  const kept = await (await (await caches.open(MEMORY)).match(LANGUAGE))?.text();
  return (kept ?? navigator.language).startsWith('fr') ? 'fr' : 'en';
}

scope.addEventListener('message', (event) => {
  const { kind, language } = event.data as { kind?: string; language?: string };
  if (kind === 'language' && language !== undefined) event.waitUntil(caches.open(MEMORY).then((memory) => memory.put(LANGUAGE, new Response(language))));
});

async function answerOffline(): Promise<Response> {
  const waiting = await openChest().then((chest) => chest.getAll('outbox')).then((all) => all.filter(({ refused }) => refused === undefined).length, () => 0);
  return new Response(offlinePage(await readLanguage(), waiting), {
    status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'", 'Cache-Control': 'no-store' },
  });
}

async function answerPage({ request, preloadResponse }: Asked): Promise<Response> {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch {
    return answerOffline();
  }
}

async function answerFile(request: Request): Promise<Response> {
  const files = await caches.open(FILES);
  const kept = await files.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await files.put(request, answer.clone());
    const keys = await files.keys();
    for (const key of keys.slice(0, Math.max(0, keys.length - MOST_FILES))) await files.delete(key);
  }
  return answer;
}

/** Another app hands something over: kept until the composer takes it. */
async function takeShared(request: Request): Promise<Response> {
  const form = await request.formData();
  const text = ['title', 'text', 'url'].map((name) => form.get(name)).filter((part) => typeof part === 'string' && part !== '');
  const files = form.getAll('files').filter((file) => file instanceof File).slice(0, MOST_SHARED_FILES);
  await (await openChest()).add('shared', { text: [...new Set(text)].join('\n'), files: files.map((blob) => ({ blob, name: blob.name })), at: Date.now() });
  return Response.redirect('/write?shared=1', 303);
}

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === 'POST' && pathname === '/share') event.respondWith(takeShared(request));
  else if (request.method !== 'GET') return;
  else if (pathname.startsWith('/app/assets/')) event.respondWith(answerFile(request));
  else if (request.mode === 'navigate') event.respondWith(answerPage(event));
});

interface Message {
  readonly title: string;
  readonly body: string;
  readonly icon: string;
  readonly notification_id: number;
  readonly preferred_locale: string;
  /** Of what is no line of the list: the page to open, and what it takes the place of. */
  readonly url?: string;
  readonly tag?: string;
}

scope.addEventListener('push', (event) => {
  const message = event.data?.json() as Message | undefined;
  if (message === undefined) return;
  const { title, body, icon, notification_id: id, preferred_locale: lang, url, tag } = message;
  // The same message twice is shown once.
  event.waitUntil(scope.registration.showNotification(title, { body, icon, lang, tag: tag ?? String(id), badge: '/assets/icon-badge.png', data: { id: String(id), url } }));
});

/** The page that a notification is about. */
async function addressOf(id: string): Promise<string> {
  try {
    const { status, account } = await api.get<Line>(`/api/v1/notifications/${id}`);
    return new URL(status?.url ?? account.url).pathname;
  } catch {
    return '/notifications';
  }
}

scope.addEventListener('notificationclick', (event) => {
  const { notification } = event;
  notification.close();
  const open = async (): Promise<void> => {
    const { id, url } = notification.data as { id: string; url?: string };
    const [address, [page]] = await Promise.all([url ?? addressOf(id), scope.clients.matchAll({ type: 'window', includeUncontrolled: false })]);
    if (page === undefined) await scope.clients.openWindow(address);
    else await (await page.focus()).navigate(address);
  };
  event.waitUntil(open());
});

scope.addEventListener('sync', (event) => {
  if (event.tag !== 'outbox') return;
  const send = async (): Promise<void> => {
    // The browser tries again later, and less and less often.
    if ((await sendOutbox()) === 'later') throw new Error('Some posts have to wait');
  };
  event.waitUntil(send());
});

/** The browser has renewed what the server knows this one by. */
scope.addEventListener('pushsubscriptionchange', (event) => {
  const renew = async (): Promise<void> => {
    const before = await api.get<{ alerts: object; policy: string; server_key: string }>(PUSH);
    const made = await scope.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: before.server_key });
    const { endpoint, keys } = made.toJSON();
    await api.post(PUSH, { subscription: { endpoint, standard: true, keys }, data: { alerts: before.alerts, policy: before.policy } });
  };
  event.waitUntil(renew().catch(() => undefined));
});
