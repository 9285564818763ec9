import { countPost, postingDefaults, readAccounts } from '#accounts';
import type { AccountFacts, QuotePolicy } from '#accounts';
import { findEmojis } from '#media';
import { invalid, notFound, unauthorised } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { holdPostGroup, namedGroup } from '../groups.ts';
import { draftSubmitted, linkNamed, postCreated, quoted } from '../events.ts';
import { eventOf, factsOf, namingOf } from '../facts.ts';
import { deleteKeys, insertKey, selectKey, updateKey } from '../queries/idempotency.ts';
import { insertMentions, insertPost, insertTaggings, insertTags } from '../queries/posts.ts';
import { getOriginal, getPost } from '../reads/read-posts.ts';
import { quotePolicyFor, quoteVisibility } from '../rules.ts';
import type { PostTable } from '../schema.ts';
import { postsState } from '../state.ts';
import type { Draft, PostFacts } from '../types.ts';
import { groupFor } from './grouping.ts';
import { attachNew } from './media.ts';
import { checkPoll, newPoll, writePoll } from './poll.ts';
import { countNew, readQuoted } from './quoting.ts';
import { readLanguage, wordPost } from './wording.ts';
import type { Worded } from './wording.ts';

/** How long a key stands for the post it was sent with (Mastodon: Idempotency-Key). */
const KEY_HOURS = 1;

/** A key under which the author may send the same draft again; `digest` tells one draft from another. */
export interface OnceKey {
  readonly key: string;
  readonly digest: string;
}

/** The one who acts. */
export function actor(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw unauthorised();
  return id;
}

/**
 * Writes a post of the viewer. With a key: the same key and draft within an hour give back the first post, also when they
 * arrive at the same moment, by a unique row in the same transaction.
 *
 * Nothing is read back: the facts are made from what was written (test: "what is answered is what a fresh read shows").
 * @throws Refusal 422 for a text that is empty or too long, or a key used for another draft; 404 for an unseen post to answer, and a group one is not in
 */
export async function createPost(ctx: Context, draft: Draft, once?: OnceKey): Promise<PostFacts> {
  const authorId = actor(ctx);
  const mediaIds = [...new Set(draft.mediaIds)];
  if (mediaIds.length > 0 && draft.poll !== undefined) throw invalid('Validation failed: A post has a poll or attachments, not both');
  const worded = await wordPost(ctx, draft.text, draft.spoiler ?? '', mediaIds.length > 0);
  await ctx.ask(draftSubmitted, { authorId, text: worded.text, spoiler: worded.spoiler });
  const parent = draft.replyToId === undefined ? undefined : await getOriginal(ctx, draft.replyToId);
  const shown = await readQuoted(ctx, authorId, draft.quotedId);
  const group = await groupFor(ctx, authorId, draft, parent);
  const people = await peopleOf(ctx, authorId, worded, parent);
  refuseUnexpected(draft, worded, authorId);
  const poll = draft.poll && checkPoll(draft.poll);
  const preset = await withDefaults(ctx, authorId, shown, { ...draft, sensitive: draft.sensitive || worded.spoiler !== '' || undefined });
  const chosen: Chosen = group === undefined ? preset : { ...preset, visibility: 'group', quotePolicy: 'nobody' };
  const make = (id: Id): PostTable => rowOf({ id, authorId, worded, parent, shown, chosen, people, now: ctx.now(), hasPoll: poll !== undefined, mediaIds, groupId: group?.id ?? null });
  const state = postsState(ctx);
  const tried: PostFacts[] = [];
  try {
    const earlier = await transaction(ctx, async (tx) => {
      if (once !== undefined && !(await takeKey(tx, authorId, once))) return replayed(tx, authorId, once);
      if (group !== undefined) await holdPostGroup(tx, group.id);
      // Whoever waits for the post that is answered does so before an id is taken: see `newId`.
      const { counted, quoteCounted } = await countNew(tx, { parent, quoted: shown }, chosen.visibility);
      const row = make(newId(tx));
      const media = await attachNew(tx, row);
      const carried = { group: namedGroup(group), poll: poll && newPoll(poll, row.id, row.id, row.created_at), media, emojis: findEmojis(tx, [row.html, row.spoiler]) };
      const facts = factsOf(row, people, houseOf(ctx).config.origin, carried);
      tried.push(facts);
      state.fresh.set(facts.id, facts);
      const event = eventOf(row, counted, quoteCounted);
      tx.emit(postCreated, event);
      if (shown !== undefined) tx.emit(quoted, event);
      if (row.link_url !== null) tx.emit(linkNamed, namingOf(row, row.link_url));
      await Promise.all([
        // In this order: a poll is one of a post that is there.
        insertPost(tx, row),
        facts.poll && writePoll(tx, facts.poll),
        countPost(tx, authorId, 1, row.created_at),
        insertNames(tx, row, worded),
        once && updateKey(tx, authorId, once.key, row.id),
      ]);
      return undefined;
    });
    if (earlier !== undefined) return await getPost(ctx, earlier);
    const written = tried.at(-1) as PostFacts;
    return state.posts.get(written.id) ?? written;
  } finally {
    for (const { id } of tried) state.fresh.delete(id);
  }
}

/** The author, those named and the author of what is answered, for the JSON and the audience. */
async function peopleOf(ctx: Context, authorId: Id, worded: Worded, parent: PostFacts | undefined): Promise<Map<Id, AccountFacts>> {
  const people = await readAccounts(ctx, parent === undefined ? [authorId] : [authorId, parent.authorId]);
  return new Map([...people, ...worded.people.map((account) => [account.id, account] as const)]);
}

function refuseUnexpected(draft: Draft, worded: Worded, authorId: Id): void {
  const { allowedMentions } = draft;
  if (allowedMentions === undefined) return;
  const unexpected = worded.people.filter(({ id }) => id !== authorId && !allowedMentions.includes(id));
  if (unexpected.length === 0) return;
  throw invalid(`The post would mention unexpected accounts: ${unexpected.map(({ username }) => username).join(', ')}`);
}

interface Chosen {
  readonly visibility: PostFacts['visibility'];
  readonly sensitive: boolean;
  readonly language: string | undefined;
  readonly quotePolicy: QuotePolicy;
  readonly app: Draft['app'];
}

async function withDefaults(ctx: Context, authorId: Id, shown: PostFacts | undefined, draft: Draft): Promise<Chosen> {
  const language = readLanguage(draft.language);
  const preset = await postingDefaults(ctx, authorId);
  const visibility = quoteVisibility(shown?.visibility, draft.visibility ?? preset.visibility);
  return {
    visibility,
    sensitive: draft.sensitive ?? preset.sensitive,
    language: language ?? preset.language ?? undefined,
    quotePolicy: quotePolicyFor(visibility, draft.quotePolicy ?? preset.quotePolicy),
    app: draft.app,
  };
}

interface Making {
  id: Id;
  authorId: Id;
  worded: Worded;
  parent: PostFacts | undefined;
  /** The post it quotes. */
  shown: PostFacts | undefined;
  chosen: Chosen;
  people: ReadonlyMap<Id, AccountFacts>;
  now: Date;
  hasPoll: boolean;
  mediaIds: Id[];
  groupId: Id | null;
}

function rowOf({ id, authorId, worded, parent, shown, chosen, now, hasPoll, mediaIds, groupId }: Making): PostTable {
  return {
    id,
    author_id: authorId,
    visibility: chosen.visibility,
    text: worded.text,
    html: worded.html,
    spoiler: worded.spoiler,
    sensitive: chosen.sensitive,
    language: chosen.language ?? null,
    reply_to_id: parent?.id ?? null,
    reply_to_author_id: parent?.authorId ?? null,
    root_id: parent?.rootId ?? id,
    repost_of_id: null,
    repost_of_author_id: null,
    quoted_id: shown?.id ?? null,
    quoted_author_id: shown?.authorId ?? null,
    quote_state: shown === undefined ? null : 'accepted',
    quote_policy: chosen.quotePolicy,
    mentioned_ids: mentionedIds(worded, authorId, parent?.authorId),
    tag_keys: worded.tags.map(({ key }) => key),
    link_url: worded.link ?? null,
    app_name: chosen.app?.name ?? null,
    app_website: chosen.app?.website ?? null,
    created_at: now,
    edited_at: null,
    replies_count: 0,
    reposts_count: 0,
    likes_count: 0,
    has_poll: hasPoll,
    media_ids: mediaIds,
    quotes_count: 0,
    group_id: groupId,
  };
}

/** Who is named: whoever stands in the text, and whom the post answers; never the author. */
export function mentionedIds(worded: Worded, authorId: Id, answered: Id | null | undefined): Id[] {
  const ids = new Set(worded.people.map(({ id }) => id));
  if (answered !== null && answered !== undefined) ids.add(answered);
  ids.delete(authorId);
  return [...ids];
}

function insertNames(tx: Context, row: PostTable, worded: Worded): Promise<unknown> | undefined {
  if (row.tag_keys.length === 0 && row.mentioned_ids.length === 0) return undefined;
  const unknown = worded.tags.filter(({ key }) => !postsState(tx).tags.has(key));
  return Promise.all([
    unknown.length > 0 && insertTags(tx, unknown),
    row.tag_keys.length > 0 && insertTaggings(tx, row.id, row.tag_keys),
    row.mentioned_ids.length > 0 && insertMentions(tx, row.id, row.mentioned_ids),
  ]);
}

/** Takes a key for this transaction; false when it was used before. */
export function takeKey(tx: Context, accountId: Id, once: OnceKey): Promise<boolean> {
  return insertKey(tx, { accountId, key: once.key, digest: once.digest, expiry: keyExpiry(tx) });
}

function keyExpiry(ctx: Context): Date {
  return new Date(ctx.now().getTime() - KEY_HOURS * 3_600_000);
}

/** Removes the keys that stand for nothing any more. */
export function forgetKeys(ctx: Context): Promise<void> {
  return deleteKeys(ctx, keyExpiry(ctx));
}

/** The post that the key was used for. @throws Refusal 422 when that was another draft */
async function replayed(tx: Context, accountId: Id, once: OnceKey): Promise<Id> {
  const found = await selectKey(tx, accountId, once.key);
  if (found !== undefined && found.digest !== once.digest) throw invalid('This Idempotency-Key was used for another post');
  if (found === undefined || found.postId === null) throw notFound();
  return found.postId;
}
