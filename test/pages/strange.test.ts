// Whatever people call themselves and write: it is shown as text, nothing of it runs or loads, and the page holds its shape.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { addAnnouncement } from '#announcements';
import { openTown } from '../town.ts';
import type { Json, Person, Town } from '../town.ts';
import { INSTALL_MS } from '../town/debian.ts';
import { greyPng } from '../town/files.ts';
import { openInternet } from '../town/internet.ts';
import type { Internet } from '../town/internet.ts';
import { LOCAL, openWeb } from '../town/web.ts';
import type { Web } from '../town/web.ts';
import { STRINGS, ZALGO, packed } from './strange-strings.ts';

/** Everybody with a strange name says as much as the others. */
const PEOPLE = ['mallory', 'mo', 'max', 'mia'];
const ROOMS = 3;

let town: Town;
let internet: Internet;
let web: Web;
let reader: Person;
let owner: Person;
let root: Json;
const posts: Json[] = [];
const lists: string[] = [];
const filters: string[] = [];
const rooms: string[] = [];
const broadcasts: string[] = [];
const chats: string[] = [];

vi.setConfig({ testTimeout: 240_000 });

const at = (texts: readonly string[], n: number): string => texts[n % texts.length] as string;

async function accepted(answering: ReturnType<Person['post']>): Promise<Json> {
  const { status, text, body } = await answering;
  if (status !== 200) throw new Error(`Answered ${status}: ${text}`);
  return body;
}

/** Profiles: a name, a text, four fields each. */
async function introduce(person: Person, n: number): Promise<void> {
  const [names, notes, fields] = [packed(30), packed(500, '\n'), packed(255)];
  const share = Math.ceil(names.length / PEOPLE.length);
  await accepted(person.patch('/api/v1/accounts/update_credentials', {
    display_name: at(names, n * share), note: at(notes, n), discoverable: true, indexable: true,
    fields_attributes: [0, 1, 2, 3].map((k) => ({ name: at(fields, n * 8 + k), value: at(fields, n * 8 + 4 + k) })),
  }));
}

async function upload(person: Person, description: string): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(greyPng(40, 30))], { type: 'image/png' }), 'p.png');
  form.set('description', description);
  const { body: { id } } = await person.post('/api/v2/media', form);
  while ((await person.get(`/api/v1/media/${id}`)).status === 206) await pause(50);
  return id;
}

async function writeAll(people: readonly Person[]): Promise<void> {
  const by = (n: number): Person => people[n % people.length] as Person;
  const [options, described, tags] = [packed(50), packed(1400, '\n'), packed(90).map((text) => `#${text.replaceAll(/\s/g, '')}`)];
  root = await by(0).posts('Where it all stands #strange');
  for (const [n, text] of STRINGS.entries()) {
    const spoiler = n % 4 === 1 ? { spoiler_text: text.slice(0, 200).toWellFormed() } : {};
    posts.push(await by(n).posts(`${text} #strange ${at(tags, n)}`.slice(0, 500).toWellFormed(), { in_reply_to_id: root.id, ...spoiler }));
  }
  for (let n = 0; n < options.length; n += 4) {
    const four = new Set([0, 1, 2, 3].map((k) => at(options, n + k)));
    posts.push(await by(n).posts(`poll ${n} #strange`, { poll: { options: [...four], expires_in: 3600 }, in_reply_to_id: root.id }));
  }
  for (const [n, text] of described.entries()) posts.push(await by(n).posts(`picture ${n} #strange`, { media_ids: [await upload(by(n), text)], in_reply_to_id: root.id }));
  internet.sites['strange.example'] = (request, reply) => {
    const text = at(packed(300), Number(new URL(request.url ?? '/', 'http://x').pathname.slice(1)));
    const safe = text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
    reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><title>x</title><meta property="og:title" content="${safe}"><meta property="og:description" content="${safe}"><meta name="author" content="${safe}"><meta property="og:site_name" content="${safe}">`);
  };
  for (let n = 0; n < packed(300).length; n++) posts.push(await by(n).posts(`card https://strange.example/${n} #strange`, { in_reply_to_id: root.id }));
}

/** Evenings whose titles, places, speakers, programme, questions, key moments and broadcasts are strange; the last one is over. */
async function holdEvenings(host: Person, asker: Person): Promise<void> {
  const [lines, names, places, questions, texts] = [packed(120), packed(80), packed(300), packed(500), packed(5000, '\n')];
  for (let n = 0; n < ROOMS; n++) {
    const share = (all: readonly string[]): string[] => all.filter((_one, at) => at % ROOMS === n);
    const room = await accepted(host.post('/api/perchoir/v1/rooms', {
      title: at(lines, n * 7), tag: `strange${n}`, description: at(texts, n), starts_at: new Date(town.ctx.now().getTime() - 60_000).toISOString(),
      place: { name: at(places, n), address: at(places, n + 1), access: at(packed(2000), n) },
      speakers: share(names).slice(0, 30).map((name, k) => ({ name, function: at(lines, k) })), program: share(lines).map((title) => ({ title, speaker_numbers: [0, 1] })),
      ...(n === 0 && { score: { home: { name: at(names, 3), points: 2 }, away: { name: at(names, 9), points: 1 } }, template: 'match' }),
    }));
    const own = `/api/perchoir/v1/rooms/${room.id}`;
    rooms.push(room.id);
    await accepted(host.post(`${own}/open`));
    for (const text of share(questions)) await accepted(asker.post(`${own}/questions`, { text }));
    for (const title of share(lines).slice(0, 10)) await accepted(host.post(`${own}/moments`, { title }));
    for (const feeling of packed(40).slice(n, n + 4)) await accepted(asker.post(`${own}/posts`, { status: at(questions, n), feeling }));
    await accepted(host.put(`${own}/source`, { kind: 'television', title: at(lines, n + 4), starts_at: town.ctx.now().toISOString() }));
    broadcasts.push((await accepted(host.post('/api/perchoir/v1/broadcasts', { title: at(lines, n + 5), room_id: room.id }))).id);
  }
  await accepted(host.post(`/api/perchoir/v1/rooms/${rooms.at(-1)}/close`));
}

/** Conversations with every text in them, under every title. */
async function talk(people: readonly Person[]): Promise<void> {
  const CHATS = '/api/perchoir/v1/chats';
  for (const [n, title] of packed(100).entries()) chats.push((await accepted((people[n % people.length] as Person).post(CHATS, { account_ids: [reader.id], title }))).id);
  for (const [n, text] of STRINGS.entries()) {
    const chat = chats[n % chats.length] as string;
    await accepted((people[(n % chats.length) % people.length] as Person).post(`${CHATS}/${chat}/messages`, { text: text.slice(0, 4000).toWellFormed(), client_key: `strange ${n}` }));
  }
}

beforeAll(async () => {
  internet = await openInternet();
  const text = packed(1000);
  town = await openTown({
    ...LOCAL, internet,
    settings: {
      title: at(packed(100), 0), description: at(text, 1), about: packed(40_000, '\n\n').join('\n'), rules: packed(200).map((rule) => ({ text: rule, hint: rule })),
    },
  });
  const people = await Promise.all(PEOPLE.map((name) => town.person(name)));
  reader = await town.person('reader');
  owner = await town.person('olive');
  await town.sql("update auth.credential set role = 'owner' where account_id = " + owner.id);
  await Promise.all(people.map(introduce));
  for (const person of people) await reader.follows(person);
  await writeAll(people);
  for (const announced of packed(1500)) await addAnnouncement(town.ctx, { text: announced, startsAt: undefined, endsAt: undefined, allDay: false });
  for (const title of packed(200)) lists.push((await accepted(reader.post('/api/v1/lists', { title }))).id);
  for (const title of packed(200)) filters.push((await accepted(reader.post('/api/v2/filters', { title, context: ['notifications'], keywords_attributes: [{ keyword: title }] }))).id);
  await people[0]?.posts(`@reader ${STRINGS[0]}`);
  await holdEvenings(owner, people[0] as Person);
  for (const post of posts.slice(0, 40)) await reader.does('bookmark', post);
  await talk(people);
  await town.settled();
  web = await openWeb(town);
}, INSTALL_MS);

afterAll(async () => {
  await web?.close();
  await town?.close();
  await internet?.close();
});

/** What happened in a page beyond showing it. */
function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on('request', (request) => void (/^(http:\/\/localhost\/|data:|blob:http:\/\/localhost)/.test(request.url()) || faults.push(`asked for ${request.url()}`)));
  page.on('dialog', (dialog) => { faults.push(`a dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on('pageerror', (error) => faults.push(`failed: ${error.message}`));
  page.on('console', (message) => void (message.type() === 'error' && !message.text().startsWith('Failed to load resource') && faults.push(`said: ${message.text()}`)));
  return faults;
}

const LISTEN = "window.__reports = []; addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => window.__reports.push(`${violatedDirective} ${blockedURI} ${sample}`));";

/** Runs in the page: what ran, what was refused, what reaches beyond the screen, and what is written in the wrong direction. */
const JUDGE = `(() => {
  const faults = window.__reports.map((report) => 'refused: ' + report);
  if ('__ran' in window) faults.push('something ran');
  // The window of a phone grows with what is in it, the root does not.
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push('as wide as ' + scrollWidth + ': ' + [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1 && one.closest('.unseen') === null).slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(' | '));
  // Latin words of our own and handles run from left to right whatever stands before them.
  for (const element of document.querySelectorAll('article time, article [class*=handle], h1 + p, nav a span')) {
    const text = element.firstChild;
    if (text === null || text.nodeType !== 3 || !/^[@\\w :,.]{4,}$/.test(text.data) || !element.checkVisibility()) continue;
    const range = document.createRange();
    const left = (n) => { range.setStart(text, n); range.setEnd(text, n + 1); return range.getBoundingClientRect(); };
    const [first, last] = [left(0), left(text.data.trimEnd().length - 1)];
    if (first.top === last.top && first.left > last.left) faults.push('turned round: ' + text.data);
  }
  return faults;
})()`;

async function judge(page: Page, addresses: readonly string[]): Promise<string[]> {
  await page.addInitScript(LISTEN);
  const heard = watch(page);
  const faults: string[] = [];
  for (const address of addresses) {
    const answer = await page.goto(address, { waitUntil: 'load' });
    if ((answer?.status() ?? 500) >= 500) faults.push(`${address}: ${answer?.status()}`);
    // A picture that could not be loaded says so a moment later.
    await page.waitForTimeout(50);
    const found = await page.evaluate<string[]>(JUDGE);
    faults.push(...[...found, ...heard.splice(0)].map((fault) => `${address}: ${fault}`));
  }
  return faults;
}

const below = async (path: string): Promise<string[]> => {
  const addresses = [path];
  for (let from = 20; from < posts.length; from += 20) addresses.push(`${path}?max_id=${posts.at(-from)?.id}`);
  return addresses;
};
const open = async (): Promise<string[]> => [
  '/', '/explore', '/directory', '/about', '/privacy-policy', '/auth/sign_in', '/auth/sign_up', `/@mallory/${root.id}`, ...await below('/tags/strange'),
  ...PEOPLE.flatMap((name) => [`/@${name}`]), '/@reader/following', `/@${posts[0]?.account.username}/${posts[0]?.id}`, `/@${posts[1]?.account.username}/${posts[1]?.id}/likes`,
  ...packed(300).slice(0, 12).map((text) => `/search?q=${encodeURIComponent(text)}`), `/tags/${encodeURIComponent(STRINGS[0] as string)}`, '/rooms', ...rooms.map((id) => `/rooms/${id}`), `/rooms/${rooms.at(-1)}/record`, `/rooms/${rooms[0]}/wall`, `/rooms/${rooms[0]}/together`, `/broadcasts/${broadcasts[0]}`, `/%3Cscript%3Ewindow.__ran=1%3C/script%3E?x=%22%3E%3Cscript%3E`,
];

test.concurrent('visitors read all of it harmlessly', async () => {
  const page = await web.visit({ size: 'phone', calm: true });
  expect(await judge(page, await open())).toEqual([]);
  await page.context().close();
});

test.concurrent('members read all of it harmlessly', async () => {
  const page = await web.as(reader, { size: 'phone', calm: true });
  expect(await judge(page, [
    ...await open(), '/home', '/notifications', '/bookmarks', '/conversations', '/messages', ...chats.flatMap((id) => [`/messages/${id}`, `/messages/${id}/about`]), '/lists', ...lists.slice(0, 3).flatMap((id) => [`/lists/${id}`, `/lists/${id}/edit`]),
    '/settings/filters', ...filters.slice(0, 3).map((id) => `/settings/filters/${id}`), '/settings/people', '/settings/tags', '/deck', '/me', '/welcome?step=people', `/write?to=${posts[3]?.id}`,
  ])).toEqual([]);
  await page.context().close();
});

test.concurrent('the owner reads all of it harmlessly', async () => {
  const page = await web.as(owner, { size: 'phone', calm: true });
  expect(await judge(page, ['/owner', '/owner/texts', '/owner/rules', '/owner/announcements', '/owner/accounts?q=m', '/owner/sign-up', `/rooms/${rooms[0]}`, `/rooms/${rooms[0]}/edit`, `/rooms/${rooms[0]}/desk`, `/rooms/${rooms[0]}/screen`, `/rooms/${rooms[0]}/door`, `/rooms/${rooms[0]}/studio`, `/broadcasts/${broadcasts[0]}/captions`])).toEqual([]);
  await page.context().close();
});

test('what comes into an open page is harmless too', async () => {
  const [visitor, member] = [await web.visit({ size: 'phone' }), await web.as(reader, { size: 'phone' })];
  const faults = [visitor, member].map(watch);
  const mallory = await town.person('mallory');
  for (const [page, path] of [[visitor, '/tags/live'], [member, '/home']] as const) {
    await page.addInitScript(LISTEN);
    await page.goto(path, { waitUntil: 'networkidle' });
  }
  for (const text of STRINGS.slice(0, 12)) await mallory.posts(`${text} #live`);
  for (const [page, least] of [[visitor, 8], [member, 2]] as const) {
    await expect.poll(async () => {
      const more = page.getByRole('button', { name: /new post/ }).first();
      if (await more.isVisible()) await more.click().catch(() => undefined);
      return page.locator('article', { hasText: '__ran' }).count();
    }, { timeout: 30_000 }).toBeGreaterThanOrEqual(least);
    expect(await page.evaluate<string[]>(JUDGE)).toEqual([]);
  }
  expect(faults).toEqual([[], []]);
});

/** How something looks while the page wears one more sheet of styles: the points of its picture. */
async function inkOf(page: Page, post: Json, style: string): Promise<Buffer> {
  await page.evaluate(`{ const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(style)}); document.adoptedStyleSheets = [sheet]; }`);
  return sharp(await page.locator(`[data-key="${post.id}"]`).screenshot({ animations: 'disabled', caret: 'hide' })).greyscale().raw().toBuffer();
}

/** How many points are clearly others: the edge of a round picture is never drawn twice alike. */
const othersIn = (one: Buffer, other: Buffer): number => one.reduce((count, value, at) => count + Number(Math.abs(value - (other[at] ?? 0)) > 60), Math.abs(one.length - other.length));

test('accents heaped on a letter stay in their post', async () => {
  const zed = await town.person('zed');
  await accepted(zed.patch('/api/v1/accounts/update_credentials', { display_name: `Z${'\u0301\u0316'.repeat(14)}` }));
  const below = await reader.posts('Quiet words below #heap');
  const heap = await zed.posts(`${ZALGO.slice(0, 400)} #heap`);
  const above = await reader.posts('Quiet words above #heap');
  const page = await web.visit({ size: 'phone', calm: true, language: 'fr' });
  await page.goto('/tags/heap');
  await page.evaluate('document.fonts.ready');
  await page.locator('[data-pulse=live]').waitFor();
  // Which letters a machine has decides how high they heap up; this is as high on all of them.
  const heaped = `[data-key="${heap.id}"] :is([dir=auto] p, bdi)::after { content: '|'; display: inline-block; inline-size: 0; transform: scaleY(20); }`;
  const spilt = `${heaped} [data-key="${heap.id}"] * { overflow: visible !important; }`;
  const plain = `${heaped} [data-key="${heap.id}"] * { color: transparent !important; }`;
  for (const neighbour of [above, below]) {
    const alone = await inkOf(page, neighbour, plain);
    expect(othersIn(alone, await inkOf(page, neighbour, heaped))).toBeLessThan(3);
    expect(othersIn(alone, await inkOf(page, neighbour, spilt)), 'what spills is seen').toBeGreaterThan(20);
  }
  await page.context().close();
});

/** Runs in the page: in which order words stand on the screen, from left to right, as far as they are on one line. */
const ORDER = `(element) => {
  const places = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    for (const { index, 0: word } of node.data.matchAll(/[\\p{L}@.]+/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const { left, top, width } = range.getBoundingClientRect();
      if (width > 1) places.push({ word, left, top });
    }
  }
  return places.toSorted((a, b) => Math.abs(a.top - b.top) > 8 ? a.top - b.top : a.left - b.left).map(({ word }) => word);
}`;

test('words that run from right to left do so, and turn nothing of ours round', async () => {
  const ali = await town.person('ali');
  await accepted(ali.patch('/api/v1/accounts/update_credentials', { display_name: '\u202eعلي' }));
  const post = await ali.posts('مرحبا بكم في الساحة #agora');
  await reader.posts('שלום עולם');
  const page = await web.visit({ size: 'phone', calm: true, language: 'fr' });
  await page.goto(`/@ali/${post.id}`);
  const article = page.locator(`[data-post="${post.id}"]`);
  expect(await article.locator('[dir=auto]').first().evaluate((element: Json) => (globalThis as Json).getComputedStyle(element).direction)).toBe('rtl');
  const read = (place: string): Promise<string[]> => page.evaluate(`(${ORDER})(document.querySelector(${JSON.stringify(place)}))`);
  expect((await read(`[data-post="${post.id}"] [dir=auto]`)).slice(-1)).toEqual(['مرحبا']);
  expect((await read('[class*=foot] a[href="/@ali"]')).at(-1)).toBe('علي');
  await page.context().close();
  const member = await web.as(reader, { calm: true, language: 'fr' });
  await ali.does('favourite', await reader.posts('to be liked'));
  await town.settled();
  await member.goto('/notifications');
  const line = `[...document.querySelectorAll('article p')].find((one) => one.textContent.includes('علي'))`;
  await expect.poll(() => member.evaluate<boolean>(`${line} !== undefined`), { timeout: 15_000 }).toBe(true);
  expect((await member.evaluate<string[]>(`(${ORDER})(${line})`)).slice(0, 2)).toEqual(['علي', 'a']);
  await member.context().close();
});
