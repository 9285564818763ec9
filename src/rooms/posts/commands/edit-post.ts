import { readAccounts } from '#accounts';
import type { AccountFacts } from '#accounts';
import { findEmojis } from '#media';
import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { draftSubmitted, linkNamed, pollRescheduled, postEdited } from '../events.ts';
import { getPostGroup, namedGroup } from '../groups.ts';
import { editOf, eventOf, factsOf, namingOf } from '../facts.ts';
import {
  deleteNamesBut, insertEdit, insertMentions, insertTaggings, insertTags, selectPostForChange, selectText, updatePost,
} from '../queries/posts.ts';
import { getPost } from '../reads/read-posts.ts';
import type { PostTable } from '../schema.ts';
import { postsState } from '../state.ts';
import type { Edit, PostFacts } from '../types.ts';
import { actor, mentionedIds } from './create-post.ts';
import { changeMedia, prepareWishes } from './media.ts';
import type { MediaChange } from './media.ts';
import { changePoll, checkPoll, planPoll } from './poll.ts';
import type { PollChange } from './poll.ts';
import { readLanguage, wordPost } from './wording.ts';
import type { Worded } from './wording.ts';

/**
 * Changes the viewer's own post; the wording before is kept and can be read by everybody who sees the post. Who is no longer
 * named loses what only the name let them see. An edit that changes nothing leaves no trace.
 * @throws Refusal 404 for a post that is not the viewer's, or of a group they have left
 */
export async function editPost(ctx: Context, id: Id, edit: Edit): Promise<PostFacts> {
  const authorId = actor(ctx);
  const before = await getPost(ctx, id);
  if (before.authorId !== authorId) throw notFound();
  if (before.repostOfId !== undefined) throw invalid('A repost has no text to change');
  const old = await selectText(ctx, id);
  if (old === undefined) throw notFound();
  const group = before.groupId === undefined ? undefined : await getPostGroup(ctx, before.groupId, authorId);
  const worded = await wordPost(ctx, edit.text ?? old.text, edit.spoiler ?? old.spoiler, (edit.mediaIds ?? before.mediaIds).length > 0);
  const poll = edit.poll && checkPoll(edit.poll);
  await ctx.ask(draftSubmitted, { authorId, text: worded.text, spoiler: worded.spoiler });
  const answered = before.replyToAuthorId === undefined ? [] : [before.replyToAuthorId];
  const people = new Map([
    ...(await readAccounts(ctx, [authorId, ...answered])),
    ...worded.people.map((account): [Id, AccountFacts] => [account.id, account]),
  ]);
  const wishes = await prepareWishes(ctx, edit.mediaIds ?? before.mediaIds, edit);
  const state = postsState(ctx);
  let made: PostFacts | undefined;
  try {
    await transaction(ctx, async (tx) => {
      made = undefined;
      const row = await selectPostForChange(tx, id);
      if (row === undefined) throw notFound();
      const plan = await planPoll(tx, id, row.has_poll, poll);
      const media = await changeMedia(tx, row, edit, wishes);
      if (media.after.length > 0 && plan.after !== undefined) throw invalid('Validation failed: A post has a poll or attachments, not both');
      const changed = changedRow(tx, row, { edit, worded, plan, media });
      if (changed === undefined && plan.after === plan.before) return;
      made = factsOf(changed ?? row, people, houseOf(ctx).config.origin, { group: namedGroup(group), poll: plan.after, media: media.after, emojis: findEmojis(tx, [worded.html, worded.spoiler]) });
      state.fresh.set(id, made);
      if (changed === undefined) tx.emit(pollRescheduled, eventOf(row));
      else tx.emit(postEdited, editOf(changed, row));
      await Promise.all([changed && rewrite(tx, { row, changed, worded, plan, media }), changePoll(tx, plan)]);
    });
    return state.posts.get(id) ?? made ?? before;
  } finally {
    if (made !== undefined && state.fresh.get(id) === made) state.fresh.delete(id);
  }
}

interface Rewriting {
  row: PostTable;
  changed: PostTable;
  worded: Worded;
  plan: PollChange;
  media: MediaChange;
}

function rewrite(tx: Context, { row, changed, worded, plan, media }: Rewriting): Promise<unknown> {
  if (changed.link_url !== null && changed.link_url !== row.link_url) tx.emit(linkNamed, namingOf(changed, changed.link_url));
  const said = { titles: plan.before?.titles, mediaDescriptions: media.before.map(({ description }) => description) };
  return Promise.all([insertEdit(tx, newId(tx), row, said), updatePost(tx, changed), renameRows(tx, changed, row, worded)]);
}

interface Changing {
  edit: Edit;
  worded: Worded;
  plan: PollChange;
  media: MediaChange;
}

/** The row as the edit leaves it; undefined when it leaves it as it was. */
function changedRow(tx: Context, row: PostTable, { edit, worded, plan, media }: Changing): PostTable | undefined {
  const changed = {
    ...row,
    text: worded.text,
    html: worded.html,
    spoiler: worded.spoiler,
    sensitive: edit.sensitive ?? (row.sensitive || worded.spoiler !== ''),
    language: edit.language === undefined ? row.language : (readLanguage(edit.language) ?? null),
    mentioned_ids: mentionedIds(worded, row.author_id, row.reply_to_author_id),
    tag_keys: worded.tags.map(({ key }) => key),
    link_url: worded.link ?? null,
    edited_at: tx.now(),
    has_poll: plan.after !== undefined,
    media_ids: media.after.map(({ id }) => id),
  };
  const same = (['text', 'html', 'spoiler', 'sensitive', 'language'] as const).every((key) => changed[key] === row[key]);
  return same && !media.changed && plan.asks === 'the same' ? undefined : changed;
}

function renameRows(tx: Context, changed: PostTable, row: PostTable, worded: Worded): Promise<unknown> {
  return Promise.all([
    deleteNamesBut(tx, changed, row),
    worded.tags.length > 0 && insertTags(tx, worded.tags),
    changed.tag_keys.length > 0 && insertTaggings(tx, row.id, changed.tag_keys),
    changed.mentioned_ids.length > 0 && insertMentions(tx, row.id, changed.mentioned_ids),
  ]);
}
