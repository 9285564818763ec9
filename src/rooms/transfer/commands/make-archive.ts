/** Everything somebody wrote, with its files and lists, as one ZIP file. */

import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { accountJson, readAccounts } from '#accounts';
import { readOwnChats } from '#chats';
import type { OwnFile } from '#chats';
import { exportDecisions } from '#decisions';
import { exportGroups } from '#groups';
import { exportHelp } from '#help';
import { encodePosts, presentUri, readPosts } from '#posts';
import { exportTrust } from '#trust';
import type { PostFacts } from '#posts';
import { conflict, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction, viewedBy, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { defineJob } from '#platform/jobs.ts';
import { presentNote } from '../activity.ts';
import type { Told } from '../activity.ts';
import * as queries from '../queries.ts';
import { exportList } from '../reads.ts';
import { LISTS } from '../types.ts';
import { getTask, refuseTooMany } from './tasks.ts';

export const makeArchive = defineJob<{ taskId: Id }>('transfer.makeArchive');

const KEPT_MS = 7 * 86_400_000;
/** Somebody may want another one, but not all day. */
const PAUSE_MS = 86_400_000;
const POSTS_AT_ONCE = 100;

const folderOf = (ctx: Context): string => join(houseOf(ctx).config.dataDir, 'exports');

/** @throws Refusal 409 while one is being made or was made within a day */
export function orderArchive(ctx: Context): Promise<Id> {
  const accountId = viewerId(ctx) as Id;
  return transaction(ctx, async (tx) => {
    await refuseTooMany(tx, accountId);
    const since = tx.now().getTime() - PAUSE_MS;
    const recent = (await queries.selectTasks(tx, accountId, 20)).find((task) => task.kind === 'archive' && task.state !== 'cancelled' && task.createdAt.getTime() > since);
    if (recent !== undefined) throw conflict('An archive can be made once a day');
    const id = newId(tx);
    await queries.insertTask(tx, { id, accountId, kind: 'archive', mode: 'merge', total: 0 });
    await tx.enqueue(makeArchive, { taskId: id }, { key: `transfer ${id}` });
    return id;
  });
}

/** The viewer's archive, to be sent. @throws Refusal 404 for one that is not there, not ready, gone, or another's */
export async function openArchive(ctx: Context, id: Id): Promise<{ stream: Readable; size: number; name: string }> {
  const { file, createdAt } = await getTask(ctx, id);
  if (file === undefined) throw notFound();
  const path = join(folderOf(ctx), file);
  const { size } = await stat(path).catch(() => {
    throw notFound();
  });
  return { stream: createReadStream(path), size, name: `perchoir-${createdAt.toISOString().slice(0, 10)}.zip` };
}

/** The work of `makeArchive`. A file that a crash left half made is swept like any old one. */
export async function packArchive(ctx: Context, { taskId }: { taskId: Id }): Promise<void> {
  const task = await queries.selectTask(ctx, taskId);
  if (task?.state !== 'running') return;
  const owner = viewedBy(ctx, { kind: 'account', id: task.accountId });
  const folder = folderOf(ctx);
  await mkdir(folder, { recursive: true });
  const name = `${randomBytes(24).toString('base64url')}.zip`;
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(join(folder, name), { mode: 0o600 }));
  const packed = pack(owner, zip).then(() => zip.end());
  const count = await Promise.all([packed, written]).then(() => queries.countPosts(ctx, task.accountId), async (error: unknown) => {
    await rm(join(folder, name), { force: true });
    throw error;
  });
  const isWanted = await transaction(ctx, async (tx) => {
    const now = await queries.selectTask(tx, taskId, true);
    if (now?.state !== 'running') return false;
    await queries.updateTask(tx, taskId, { done: count, failed: 0, notes: [], gaps: {} });
    await queries.endTask(tx, taskId, 'done', name);
    return true;
  });
  // Cancelled meanwhile: it may hold what was erased since.
  if (!isWanted) await rm(join(folder, name), { force: true });
}

async function pack(ctx: Context, zip: ZipFile): Promise<void> {
  const me = viewerId(ctx) as Id;
  const account = String((await accountJson(ctx, [me])).get(me));
  zip.addBuffer(Buffer.from(account), 'account.json');
  const files = new Set<string>(keysIn(account));
  await add(zip, 'posts.json', list(eachPost(ctx, me, files), ({ told }) => JSON.stringify(told)));
  await add(zip, 'outbox.json', outbox(ctx, me));
  zip.addBuffer(Buffer.from(JSON.stringify(await exportTrust(ctx), null, 1)), 'trust.json');
  zip.addBuffer(Buffer.from(JSON.stringify(await exportGroups(ctx), null, 1)), 'groups.json');
  zip.addBuffer(Buffer.from(JSON.stringify(await exportDecisions(ctx), null, 1)), 'decisions.json');
  zip.addBuffer(Buffer.from(JSON.stringify(await exportHelp(ctx), null, 1)), 'help.json');
  const own: OwnFile[] = [];
  await add(zip, 'conversations.json', list(eachChat(ctx, own), (told) => JSON.stringify(told)));
  for (const kind of LISTS) await add(zip, `${kind}.csv`, exportList(ctx, kind));
  for (const key of files) {
    const found = await houseOf(ctx).blobs.open(key);
    if (found === undefined) continue;
    zip.addReadStream(found.stream, `files/${key}`, { compress: false });
    await finished(found.stream, { writable: false }).catch(() => undefined);
  }
  for (const { name, open } of own) {
    const stream = await open();
    if (stream === undefined) continue;
    zip.addReadStream(stream, `private/${name}`, { compress: false });
    await finished(stream, { writable: false }).catch(() => undefined);
  }
}

/** What one wrote oneself in private conversations; the files of it are packed afterwards. */
async function* eachChat(ctx: Context, own: OwnFile[]): AsyncGenerator<object> {
  for await (const { told, files } of readOwnChats(ctx)) {
    own.push(...files);
    yield told;
  }
}

async function add(zip: ZipFile, path: string, text: AsyncIterable<string>): Promise<void> {
  const stream = Readable.from(text, { objectMode: false });
  zip.addReadStream(stream, path);
  await finished(stream);
}

/** Every post of one's own, of whatever visibility, reposts too, oldest first, as the client API tells it. */
async function* eachPost(ctx: Context, me: Id, files?: Set<string>): AsyncGenerator<{ told: Told; facts: PostFacts }> {
  for (let above = 0; ; ) {
    const ids = await queries.selectOwnPosts(ctx, me, above, POSTS_AT_ONCE);
    const last = ids.at(-1);
    if (last === undefined) return;
    const posts = await readPosts(ctx, ids);
    const text = String(await encodePosts(ctx, posts));
    if (files !== undefined) for (const key of keysIn(text)) files.add(key);
    const told = JSON.parse(text) as Told[];
    yield* told.map((one, at) => ({ told: one, facts: posts[at] as PostFacts }));
    above = last;
  }
}

/** Keys of files that a JSON text names: pictures of posts and of the profile. */
function keysIn(text: string): string[] {
  return [...text.matchAll(/\/files\/([0-9a-f]{64}\.[a-z0-9]{3,4})/g)].map((found) => found[1] as string);
}

async function* list<T>(items: AsyncIterable<T>, write: (item: T) => string): AsyncGenerator<string> {
  let before = '[\n';
  for await (const item of items) {
    yield before + write(item);
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** ActivityStreams 2.0, section 5: what other servers' tools read. */
async function* outbox(ctx: Context, me: Id): AsyncGenerator<string> {
  const { origin } = houseOf(ctx).config;
  const account = (await readAccounts(ctx, [me])).get(me);
  const actor = `${origin}/users/${account?.username ?? ''}`;
  yield `{"@context":"https://www.w3.org/ns/activitystreams","id":"outbox.json","type":"OrderedCollection","totalItems":${await queries.countPosts(ctx, me)},"orderedItems":`;
  for await (const text of list(activities(ctx, me, actor), (one) => JSON.stringify(one))) yield text;
  yield '}\n';
}

async function* activities(ctx: Context, me: Id, actor: string): AsyncGenerator<object> {
  const { origin } = houseOf(ctx).config;
  for await (const { told, facts } of eachPost(ctx, me)) {
    const { repostOfId, repostOfAuthorId } = facts;
    const author = repostOfAuthorId === undefined ? undefined : (await readAccounts(ctx, [repostOfAuthorId])).get(repostOfAuthorId);
    yield presentNote(told, actor, repostOfId === undefined || author === undefined ? undefined : presentUri(origin, author.username, repostOfId));
  }
}

/** Removes archives that were kept long enough, and what crashes left. */
export async function sweepArchives(ctx: Context): Promise<void> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  const folder = folderOf(ctx);
  const old = await transaction(ctx, (tx) => queries.clearOldFiles(tx, before));
  await removeFiles(ctx, old);
  for (const name of await readdir(folder).catch(() => [])) {
    const about = await stat(join(folder, name)).catch(() => undefined);
    if (about !== undefined && about.mtimeMs < before.getTime()) await rm(join(folder, name), { force: true });
  }
}

export async function removeFiles(ctx: Context, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folderOf(ctx), name), { force: true });
}
