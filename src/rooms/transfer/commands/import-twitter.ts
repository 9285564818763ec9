/** A Twitter archive as past posts. */

import { importPost, readPosts } from '#posts';
import { conflict, invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import * as queries from '../queries.ts';
import type { Tweet } from '../tweets.ts';
import type { Line } from '../types.ts';
import type { Pictures } from './bring-pictures.ts';
import { withTweets } from './read-tweets.ts';
import { keepSource, removeSource } from './sources.ts';
import { bringMore, refuseTooMany } from './tasks.ts';

/** An archive of some years, with its pictures. */
export const MOST_TWITTER_BYTES = 512 * 1024 * 1024;
/** So many archives lie on the disk at the same time. */
const MOST_KEPT = 10;
const MOST_TWEETS = 500_000;
/** What is shown as the app the post was written with. */
const FROM = 'Twitter (imported)';

/** A file that lies on the disk, and its first bytes. */
interface Sent {
  readonly path: string;
  readonly size: number;
  readonly start: Uint8Array;
}

/**
 * Takes in `tweets.js`, or the ZIP it is in, which is kept until its pictures are taken in, too.
 * @returns the task, whose tweets are brought from now on, oldest first
 * @throws Refusal 422 for a file in which there are no tweets; 409 or 503 while too many are under way
 */
export async function importTwitter(ctx: Context, { file, visibility }: { file: Sent; visibility: 'public' | 'unlisted' | 'followers' }): Promise<Id> {
  const accountId = viewerId(ctx) as Id;
  await refuseAnother(ctx, accountId);
  const isZip = Buffer.from(file.start).readUIntBE(0, Math.min(2, file.start.length)) === 0x50_4b;
  return withTweets(ctx, { path: file.path, isZip }, async (tweets) => {
    if (tweets.total === 0) throw invalid('Validation failed: there are no tweets in this file');
    if (tweets.total > MOST_TWEETS) throw invalid(`Validation failed: an archive may have ${MOST_TWEETS} tweets`);
    const source = isZip ? await keepSource(ctx, file.path) : undefined;
    return transaction(ctx, async (tx) => {
      await refuseAnother(tx, accountId);
      const id = newId(tx);
      await queries.insertTask(tx, { id, accountId, kind: 'twitter', mode: 'merge', total: tweets.total, ...(source !== undefined && { source }) });
      for (let at = 0; at < tweets.total; ) {
        const some = await tweets.from(at);
        await queries.insertLines(tx, id, some.map((tweet, n) => lineOf(tweet, at + n + 1, visibility)));
        at += some.length;
      }
      await tx.enqueue(bringMore, { taskId: id }, { key: `transfer ${id}` });
      return id;
    }).catch(async (error: unknown) => {
      if (source !== undefined) await removeSource(ctx, source);
      throw error;
    });
  });
}

/** @throws Refusal 409 while the viewer, or too many others, bring an archive along */
async function refuseAnother(ctx: Context, accountId: Id): Promise<void> {
  await refuseTooMany(ctx, accountId);
  const own = (await queries.selectTasks(ctx, accountId, 20)).some(({ kind, state }) => kind === 'twitter' && state === 'running');
  if (own || (await queries.selectSources(ctx)).length >= MOST_KEPT) throw conflict('Wait until what is under way is done');
}

const lineOf = ({ source, at, text, language, gap, ...more }: Tweet, n: number, visibility: string): Line => ({
  n, cells: [source, String(at), text, language, gap, visibility, JSON.stringify(more)],
});

type More = Partial<Pick<Tweet, 'sensitive' | 'replyTo' | 'pictures'>>;

/**
 * One tweet; brought before, it is left as it is. Safe to repeat.
 * @returns what of it is not here @throws Refusal with the reason why it could not be brought
 */
export async function bringTweet(ctx: Context, cells: readonly string[], pictures: Pictures): Promise<readonly string[]> {
  const [source = '', at = '', text = '', language = '', gap = '', visibility = '', rest = '{}'] = cells;
  if (gap !== '') throw invalid(gap);
  const accountId = viewerId(ctx) as Id;
  if ((await queries.selectImported(ctx, accountId, source)) !== undefined) return [];
  const { sensitive = false, replyTo, pictures: wanted = [] } = JSON.parse(rest) as More;
  const { ids: mediaIds, gaps } = await pictures.bring(ctx, wanted);
  if (text === '' && mediaIds.length === 0) throw invalid('only a picture');
  const parent = replyTo && (await findParent(ctx, accountId, replyTo.source));
  const words = replyTo !== undefined && parent === undefined ? `${text}\n\n${answerLine(replyTo, language)}`.trimStart() : text;
  await transaction(ctx, async (tx) => {
    const postId = await importPost(tx, {
      text: words, language: language || undefined, createdAt: new Date(Number(at)), from: FROM, replyToId: parent, mediaIds,
      sensitive: sensitive && mediaIds.length > 0,
      visibility: visibility === 'unlisted' || visibility === 'followers' ? visibility : 'public',
    });
    // Two at once: the second finds the row of the first and takes its own post back.
    if (!(await queries.insertImported(tx, accountId, source, postId))) throw invalid('brought before');
  });
  return replyTo !== undefined && parent === undefined ? [...gaps, 'it answers words that are not here'] : gaps;
}

/** What a tweet answers, if it was brought and is still there. */
async function findParent(ctx: Context, accountId: Id, source: string): Promise<Id | undefined> {
  const id = await queries.selectImported(ctx, accountId, source);
  return id === undefined ? undefined : (await readPosts(ctx, [id]))[0]?.id;
}

/** Said in the post, since half a conversation reads oddly; in the language of the tweet, if it is one of ours. */
function answerLine({ source, name }: { source: string; name: string }, language: string): string {
  const address = `https://twitter.com/${name === '' ? 'i' : name}/status/${source}`;
  const whom = name === '' ? '' : `@${name} `;
  return language === 'fr' ? `(En réponse à ${whom}sur Twitter : ${address} )` : `(In reply to ${whom}on Twitter: ${address} )`;
}
