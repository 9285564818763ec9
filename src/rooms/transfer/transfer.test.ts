// What people bring along and take away, as they meet it: files in, files out, and what is said about the rest.
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { PASSWORD, openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { Browser } from '#test/town/browser.ts';
import { greyPng } from '#test/town/files.ts';

let town: Town;
let me: Person;
let friends: Person[];

beforeAll(async () => {
  town = await openTown();
  [me, ...friends] = (await town.people('mover', 'ada', 'bob', 'cleo')) as unknown as [Person, ...Person[]];
});

afterAll(() => town.close());

function fileOf(text: string | Uint8Array, more: Record<string, string>): FormData {
  const form = new FormData();
  for (const [key, value] of Object.entries(more)) form.set(key, value);
  form.set('file', new Blob([text as string]), 'list.csv');
  return form;
}

async function settled(who: Person, id: string): Promise<Json> {
  for (let tries = 0; tries < 300; tries++) {
    const { body } = await who.get(`/api/v1/imports/${id}`);
    if (body.state !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('It did not end');
}

async function bring(who: Person, kind: string, text: string, mode = 'merge'): Promise<Json> {
  const answer = await who.post('/api/v1/imports', fileOf(text, { kind, mode }));
  expect(answer.status).toBe(200);
  return settled(who, answer.body.id as string);
}

const following = async (who: Person): Promise<string[]> =>
  ((await who.get(`/api/v1/accounts/${who.id}/following?limit=80`)).body as Json[]).map(({ username }) => username as string).sort();

test('follows are brought in the form of the field, with what was wished of each; what cannot be is named with its line', async () => {
  const done = await bring(me, 'follows', 'Account address,Show boosts,Notify on new posts,Languages\nada@town.test,false,true,"fr, en"\n@BOB,true,false,\nnobody@town.test\nx@far.example\n<b>\n');
  expect(done).toMatchObject({ total: 5, done: 5, failed: 3, state: 'done' });
  expect((done['notes'] as Json[]).map(({ line, text }) => [line, text])).toEqual([[4, 'nobody@town.test'], [5, 'x@far.example'], [6, '<b>']]);
  expect(await following(me)).toEqual(['ada', 'bob']);
  const [relation] = (await me.get(`/api/v1/accounts/relationships?id[]=${friends[0]?.id}`)).body as Json[];
  expect(relation).toMatchObject({ following: true, showing_reblogs: false, notifying: true, languages: ['fr', 'en'] });
});

test('many follows are brought as each by itself would be: who is locked is asked, who blocked is not followed, who muted is not told; again changes nothing', async () => {
  const people: Person[] = [];
  for (const name of ['newcomer', 'known', 'locked', 'blocker', 'blockee', 'muter', 'policed', 'crowd0', 'crowd1', 'crowd2', 'crowd3']) people.push(await town.person(name));
  const [newcomer, known, locked, blocker, blockee, muter, policed, ...crowd] = people as [Person, Person, Person, Person, Person, Person, Person, ...Person[]];
  await newcomer.follows(known);
  await locked.patch('/api/v1/accounts/update_credentials', { locked: true });
  await blocker.blocks(newcomer);
  await newcomer.blocks(blockee);
  await muter.mutes(newcomer);
  await policed.patch('/api/v2/notifications/policy', { for_not_following: 'drop' });
  const names = people.map(({ username }) => `${username}@town.test`);
  const file = [...names, 'crowd0,false', 'crowd1@town.test:8443'].join('\n');
  const done = await bring(newcomer, 'follows', file);
  expect(done).toMatchObject({ total: 13, done: 13, failed: 4, state: 'done' });
  expect((done['notes'] as Json[]).map(({ line }) => line)).toEqual([1, 4, 5, 13]);
  await town.settled();
  const counts = async (who: Person): Promise<[number, number]> => {
    const { body } = await who.get(`/api/v1/accounts/${who.id}`);
    return [body.followers_count, body.following_count];
  };
  const told = async (who: Person): Promise<string[]> => ((await who.get('/api/v1/notifications')).body as Json[]).map(({ type, account }) => `${type} ${account.username}`);
  const expected = async (): Promise<void> => {
    expect(await counts(newcomer)).toEqual([0, 7]);
    for (const who of [known, muter, policed, crowd[0] as Person, crowd[3] as Person]) expect(await counts(who)).toEqual([1, 0]);
    for (const who of [locked, blocker, blockee]) expect(await counts(who)).toEqual([0, 0]);
    for (const who of [muter, policed, blocker, blockee]) expect(await told(who)).toEqual([]);
    expect(await told(locked)).toEqual(['follow_request newcomer']);
    for (const who of crowd) expect(await told(who)).toEqual(['follow newcomer']);
    const query = [crowd[0], crowd[1]].map((who) => `id[]=${who?.id}`).join('&');
    expect((await newcomer.get(`/api/v1/accounts/relationships?${query}`)).body).toMatchObject([{ showing_reblogs: false }, { showing_reblogs: true }]);
  };
  await expected();
  await bring(newcomer, 'follows', file);
  await town.settled();
  await expected();
});

test('overwriting takes away what the file does not name, and what is taken along can be brought back', async () => {
  const taken = await me.get('/api/v1/exports/follows.csv');
  expect(taken.headers.get('content-type')).toContain('text/csv');
  expect(taken.text).toBe('Account address,Show boosts,Notify on new posts,Languages\nada@town.test,false,true,"fr, en"\nbob@town.test,true,false,\n');
  await bring(me, 'follows', 'cleo@town.test\n', 'overwrite');
  expect(await following(me)).toEqual(['cleo']);
  await bring(me, 'follows', taken.text, 'overwrite');
  expect(await following(me)).toEqual(['ada', 'bob']);
  expect((await me.get('/api/v1/exports/follows.csv')).text).toBe(taken.text);
});

test('blocks, mutes and bookmarks go out and come in', async () => {
  const [, , cleo] = friends as [Person, Person, Person];
  const post = await cleo.posts('worth keeping');
  await bring(me, 'mutes', 'Account address,Hide notifications\ncleo@town.test,false\n');
  await bring(me, 'bookmarks', `${post['uri'] as string}\nhttps://far.example/@x/1\n`);
  expect((await me.get('/api/v1/exports/mutes.csv')).text).toBe('Account address,Hide notifications\ncleo@town.test,false\n');
  expect((await me.get('/api/v1/exports/bookmarks.csv')).text).toBe(`${post['uri'] as string}\n`);
  await bring(me, 'blocks', 'cleo@town.test\n');
  expect((await me.get('/api/v1/exports/blocks.csv')).text).toBe('cleo@town.test\n');
});

test('lists and blocked servers go out and come in: lists are made, and whom they name is followed', async () => {
  const [ada, bob, cleo] = friends as [Person, Person, Person];
  await cleo.patch('/api/v1/accounts/update_credentials', { locked: true });
  const lists = async (): Promise<Json> => Promise.all(((await bob.get('/api/v1/lists')).body as Json[]).map(async ({ id, title }) =>
    [title, ((await bob.get(`/api/v1/lists/${id as string}/accounts`)).body as Json[]).map(({ username }) => username).sort()]));
  const done = await bring(bob, 'lists', '"Amis, proches",ada@town.test\n"Amis, proches",bob@town.test\nMusic,mover@town.test\n,ada@town.test\nMusic,cleo@town.test\nMusic,x@far.example\n');
  expect((done['notes'] as Json[]).map(({ line, reason }) => [line, reason])).toEqual([
    [4, "Validation failed: Title can't be blank"], [5, 'follows only with consent: add to the list when it is given'], [6, 'on another server, which this one does not reach yet'],
  ]);
  expect(await lists()).toEqual([['Amis, proches', ['ada', 'bob']], ['Music', ['mover']]]);
  expect(await following(bob)).toEqual(['ada', 'mover']);
  const taken = (await bob.get('/api/v1/exports/lists.csv')).text;
  expect(taken).toBe('"Amis, proches",ada@town.test\n"Amis, proches",bob@town.test\nMusic,mover@town.test\n');
  await bob.post('/api/v1/lists', { title: 'Empty' });
  await bring(bob, 'lists', 'Other,ada@town.test\n', 'overwrite');
  expect(await lists()).toEqual([['Empty', []], ['Other', ['ada']]]);
  await bring(bob, 'lists', taken, 'overwrite');
  expect((await bob.get('/api/v1/exports/lists.csv')).text).toBe(taken);
  await bring(bob, 'domain_blocks', '#domain\nloud.example\nhttps://LOUDER.example/\nnot a server\n');
  const domains = (await bob.get('/api/v1/exports/domain_blocks.csv')).text;
  expect(domains).toBe('#domain\nloud.example\nlouder.example\n');
  await bring(bob, 'domain_blocks', 'loud.example\n', 'overwrite');
  expect((await bob.get('/api/v1/domain_blocks')).body).toEqual(['loud.example']);
  const form = (scopes: string): Promise<number> => town.again(ada, scopes).then((one) => one.post('/api/v1/imports', fileOf('a,bob', { kind: 'lists' }))).then(({ status }) => status);
  expect([await form('write:lists'), await form('write:follows'), await form('write:lists write:follows')]).toEqual([403, 403, 200]);
  await cleo.patch('/api/v1/accounts/update_credentials', { locked: false });
});

test('the wrong file takes nothing away, and neither does one that is stopped', async () => {
  const ada = friends[0] as Person;
  await ada.follows(friends[1] as Person);
  const before = await following(ada);
  expect(await bring(ada, 'follows', 'loud.example\nlouder.example\n', 'overwrite')).toMatchObject({ done: 2, failed: 2 });
  expect(await following(ada)).toEqual(before);
  const { body } = await ada.post('/api/v1/imports', fileOf(Array.from({ length: 5000 }, (_, n) => `nobody${n}`).join('\n') + '\ncleo', { kind: 'follows', mode: 'overwrite' }));
  expect((await ada.delete(`/api/v1/imports/${body.id as string}`)).body).toMatchObject({ state: 'cancelled' });
  await town.settled();
  expect(await following(ada)).toEqual(before);
});

test('a file that is none is refused, and nothing of it stays', async () => {
  const wrong = [fileOf('', { kind: 'follows' }), fileOf('Account address\n', { kind: 'follows' }), fileOf(new Uint8Array([0, 1, 2]), { kind: 'follows' }), fileOf('a', { kind: 'everything' })];
  for (const body of wrong) expect((await me.post('/api/v1/imports', body)).status).toBe(422);
  expect((await me.post('/api/v1/imports', { kind: 'follows' })).status).toBe(422);
  const task = ((await me.get('/api/v1/imports')).body as Json[])[0] as Json;
  expect((await (friends[0] as Person).get(`/api/v1/imports/${task['id'] as string}`)).status).toBe(404);
});

async function signIn(who: Person): Promise<Browser> {
  const browser = new Browser(town.base);
  await browser.open('/auth/sign_in?return_to=%2Fsettings%2Fdata');
  await browser.submit({ username: who.username, password: PASSWORD });
  expect(browser.page.address).toBe('/settings/data');
  return browser;
}

const tweets = `window.YTD.tweets.part0 = [
  {"tweet":{"id_str":"875020213366059008","created_at":"Wed Jun 14 16:00:00 +0000 2017","full_text":"Magie des r\\u00e9seaux &amp; \\u00e9changes #612AtTwitter https://t.co/x @mover","lang":"fr","entities":{"urls":[{"url":"https://t.co/x","expanded_url":"https://example.org/page"}]}}},
  {"tweet":{"id_str":"875020213366059009","created_at":"Wed Jun 14 16:00:00 +0000 2017","full_text":"RT @ada: not mine","lang":"fr"}},
  {"tweet":{"id_str":"20","created_at":"Tue Mar 21 20:50:14 +0000 2006","full_text":"just setting up","lang":"en"}},
  {"tweet":{"id_str":"x","full_text":"no id"}}]`;

async function bringTweets(who: Person, file: Uint8Array | string): Promise<Json> {
  const browser = await signIn(who);
  const answer = await browser.upload('/settings/data/twitter', new Blob([file as string]), { visibility: 'public' });
  expect(answer.status).toBe(303);
  const [task] = (await who.get('/api/v1/imports')).body as Json[];
  return settled(who, task?.['id'] as string);
}

test('tweets become past posts at their own time, once; gaps are named and nobody is told', async () => {
  const ada = friends[0] as Person;
  await ada.follows(me, { notify: true });
  const done = await bringTweets(me, tweets);
  expect(done).toMatchObject({ total: 4, failed: 2 });
  expect((done['notes'] as Json[]).map(({ reason }) => reason)).toEqual(['no tweet: it has no id', 'a retweet: the words are another’s']);
  const posts = (await me.get(`/api/v1/accounts/${me.id}/statuses`)).body as Json[];
  expect(posts.map((post) => (post['created_at'] as string).slice(0, 10))).toEqual(['2017-06-14', '2006-03-21']);
  expect(posts[0]).toMatchObject({ language: 'fr', application: { name: 'Twitter (imported)' }, mentions: [] });
  expect(posts[0]?.['content']).toContain('https://example.org/page');
  expect((await ada.home()).map((post) => post['id'])).toContain(posts[0]?.['id']);
  expect((await town.visitor.get('/api/v1/timelines/tag/612attwitter')).body).toHaveLength(1);
  expect((await me.get('/api/v1/notifications?types[]=mention&types[]=status')).body).toEqual([]);
  await bringTweets(me, await zipOf({ 'twitter-2017/data/tweets.js': tweets, 'up/up/etc/passwd': 'x' }));
  expect((await me.get(`/api/v1/accounts/${me.id}/statuses`)).body).toHaveLength(2);
});

async function zipOf(files: Record<string, string | Uint8Array>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(Buffer.from(bytes as string), name);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

const tweet = (id: number, text: string, more: object = {}): object => ({
  tweet: { id_str: `87502021336605${id}`, created_at: `Wed Jun 14 16:00:0${id % 10} +0000 2017`, full_text: text, lang: 'fr', ...more },
});
const picture = (name: string, more: object = {}): object => ({ type: 'photo', url: 'https://t.co/p', media_url_https: `https://pbs.twimg.com/media/${name}`, ...more });
const imports = (): Promise<string[]> => readdir(join(town.house.config.dataDir, 'imports')).catch(() => []);

test('a whole archive brings pictures with what was said of them, and threads; what is not in it is named', async () => {
  const cleo = friends[2] as Person;
  const archive = JSON.stringify([
    tweet(9001, 'un fil https://t.co/p', { extended_entities: { media: [picture('one.png', { ext_alt_text: 'un héron' }), picture('two.png'), picture('gone.png'), picture('torn.png')] } }),
    tweet(9002, 'suite', { in_reply_to_status_id_str: '875020213366059001', in_reply_to_screen_name: 'cleo' }),
    tweet(9003, '@bob merci', { in_reply_to_status_id_str: '42', in_reply_to_screen_name: 'bob' }),
    tweet(9004, 'https://t.co/p', { entities: { media: [picture('gone.png')] } }),
    tweet(9005, 'https://t.co/p', { entities: { media: [picture('one.png')] }, possibly_sensitive: true }),
  ]);
  const media = 'twitter-2017/data/tweets_media/875020213366059';
  const zip = await zipOf({
    'twitter-2017/data/tweets.js': `window.YTD.tweets.part0 = ${archive}`, [`${media}001-one.png`]: greyPng(40, 20), [`${media}001-two.png`]: greyPng(20, 20),
    [`${media}001-torn.png`]: 'no picture', [`${media}005-one.png`]: greyPng(30, 20),
  });
  const done = await bringTweets(cleo, zip);
  expect(done).toMatchObject({ total: 5, done: 5, failed: 1 });
  expect(Object.fromEntries((done['gaps'] as Json[]).map(({ reason, count }) => [reason, count]))).toEqual({
    'a picture that is not in the file': 1, 'a picture that cannot be read here': 1, 'it answers words that are not here': 1, 'only a picture': 1,
  });
  const [, alone, answer, next, first] = (await cleo.get(`/api/v1/accounts/${cleo.id}/statuses?limit=5`)).body as [Json, Json, Json, Json, Json];
  expect(first['media_attachments']).toMatchObject([{ description: 'un héron', meta: { original: { width: 40 } } }, { description: null, meta: { original: { width: 20 } } }]);
  expect(first).toMatchObject({ replies_count: 1, sensitive: false });
  expect(next).toMatchObject({ in_reply_to_id: first['id'], in_reply_to_account_id: cleo.id });
  expect((await town.visitor.get(`/api/v1/statuses/${first['id'] as string}/context`)).body.descendants).toMatchObject([{ id: next['id'] }]);
  expect(answer['content']).toContain('En réponse à @bob sur Twitter');
  expect(answer).toMatchObject({ in_reply_to_id: null, mentions: [] });
  expect(alone).toMatchObject({ sensitive: true, content: '', media_attachments: [{ type: 'image' }] });
  expect(await imports()).toEqual([]);
  await bringTweets(cleo, zip);
  expect((await cleo.get(`/api/v1/accounts/${cleo.id}`)).body.statuses_count).toBe(5);
});

test('an archive that lies is refused, and nothing of it stays on the disk', async () => {
  const [ada] = friends as [Person];
  const files = { 'data/tweets.js': tweets, 'up/up/etc/passwd': 'x' };
  const good = await zipOf(files);
  const leading = Buffer.from(good.toString('latin1').replaceAll('up/up/', '../../'), 'latin1');
  // Each is one megabyte of blanks, and says otherwise: half a gigabyte, and a hundred bytes.
  const saying = async (bytes: number): Promise<Buffer> => {
    const zip = await zipOf({ 'data/tweets.js': `window.YTD.tweets.part0 = ${JSON.stringify([tweet(9001, 'x')])}${' '.repeat(1024 * 1024)}` });
    const entry = zip.readUInt32LE(zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 16);
    zip.writeUInt32LE(bytes, entry + 24);
    return zip;
  };
  // Every entry begins where the first does: more in all than the file has bytes.
  const long = `window.YTD.tweets.part0 = ${JSON.stringify([tweet(9001, randomBytes(10_000).toString('hex'))])}`;
  const overlapping = await zipOf(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`data/tweets-part${n}.js`, n === 0 ? long : '[]'])));
  const directory = overlapping.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  for (let at = overlapping.readUInt32LE(directory + 16), first = at; at < directory; at += 46 + overlapping.readUInt16LE(at + 28) + overlapping.readUInt16LE(at + 30)) {
    overlapping.copy(overlapping, at + 16, first + 16, first + 28);
    overlapping.writeUInt32LE(0, at + 42);
  }
  const browser = await signIn(ada);
  for (const [name, file] of Object.entries({ leading, bomb: await saying(512 * 1024 * 1024), modest: await saying(100), overlapping, torn: good.subarray(0, 200), text: Buffer.from('hello'), none: await zipOf({ a: 'b' }) })) {
    const answer = await browser.upload('/settings/data/twitter', new Blob([new Uint8Array(file)]), { visibility: 'public' });
    expect(answer.status, name).toBe(422);
  }
  expect(await imports()).toEqual([]);
  expect(await readdir(join(town.house.config.dataDir, 'files', 'tmp')).catch(() => [])).toEqual([]);
  const form = fileOf('x', { visibility: 'public' });
  expect((await fetch(`${town.base}/settings/data/twitter`, { method: 'POST', body: form, redirect: 'manual' })).status).toBe(303);
  expect((await ada.get('/api/v1/imports')).body.filter((task: Json) => task['kind'] === 'twitter')).toEqual([]);
}, 60_000);

test('an archive holds everything its person wrote, and only they can fetch it', async () => {
  await me.posts('between us', { visibility: 'direct' });
  const chats = '/api/perchoir/v1/chats';
  const chat = (await me.post(chats, { account_ids: [friends[0]?.id], title: 'Ours' })).body;
  await friends[0]?.post(`${chats}/${chat.id}/accept`);
  const form = new FormData();
  form.set('file', new Blob(['my own file']), 'mine.txt');
  const file = (await me.post(`${chats}/${chat.id}/files`, form)).body;
  await me.post(`${chats}/${chat.id}/messages`, { text: 'said by me', client_key: 'one', file_ids: [file.id] });
  await friends[0]?.post(`${chats}/${chat.id}/messages`, { text: 'said by another', client_key: 'two' });
  const browser = await signIn(me);
  expect((await browser.upload('/settings/data/archive', undefined)).status).toBe(303);
  const [task] = (await me.get('/api/v1/imports')).body as Json[];
  await settled(me, task?.['id'] as string);
  const path = `/settings/data/archive/${task?.['id'] as string}.zip`;
  const zip = await fromBufferPromise(Buffer.from(await (await browser.fetch(path)).arrayBuffer()), { lazyEntries: true });
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    files.set(entry.fileName, Buffer.concat(pieces).toString());
  }
  expect([...files.keys()]).toEqual(expect.arrayContaining(['account.json', 'posts.json', 'outbox.json', 'follows.csv', 'bookmarks.csv']));
  const posts = JSON.parse(files.get('posts.json') as string) as Json[];
  expect(posts.map((post) => post['visibility'])).toEqual(['public', 'public', 'direct']);
  expect((JSON.parse(files.get('outbox.json') as string) as Json)['orderedItems']).toHaveLength(3);
  const talks = files.get('conversations.json') as string;
  expect(JSON.parse(talks)).toMatchObject([{ title: 'Ours', messages: [{ text: 'said by me', files: [{ url: `private/${file.id}-mine.txt` }] }] }]);
  expect(talks).not.toContain('said by another');
  expect(files.get(`private/${file.id}-mine.txt`)).toBe('my own file');
  const other = await signIn(friends[0] as Person);
  expect((await other.fetch(path)).status).toBe(404);
  expect((await fetch(town.base + path, { redirect: 'manual' })).status).toBe(303);
  expect((await browser.upload('/settings/data/archive', undefined)).status).toBe(409);
});
