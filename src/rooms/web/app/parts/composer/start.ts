/** What a composer opens with: nothing, an answer, a quote, or a post of one's own to say otherwise. */

import type { Attachment, Post } from '../../entities.ts';
import { emptyDraft, mediumOf, pollOf } from './draft.ts';
import type { Draft, Place } from './draft.ts';
import type { Settings } from './settings.ts';
import type { Policy, VisibilityName } from './words.ts';

export interface Source {
  readonly text: string;
  readonly spoiler_text: string;
}

export type Start =
  | { readonly kind: 'new'; readonly text?: string; readonly visibility?: VisibilityName | undefined; readonly place?: Place | undefined }
  | { readonly kind: 'reply'; readonly post: Post }
  | { readonly kind: 'quote'; readonly post: Post }
  | { readonly kind: 'edit'; readonly post: Post; readonly source: Source };

export const placeOf = (start: Start): Place => (start.kind === 'new' ? start.place ?? 'new' : `${start.kind}:${start.post.id}`);

/** From widest to narrowest: an answer is seen by no more people than what it answers. */
const WIDTHS: readonly VisibilityName[] = ['public', 'unlisted', 'private', 'direct'];
const narrower = (a: VisibilityName, b: VisibilityName): VisibilityName => (WIDTHS.indexOf(a) > WIDTHS.indexOf(b) ? a : b);

/** Those in the thread, whom an answer names: first whoever is answered. */
function namesIn({ account, mentions }: Post, me: string): string[] {
  const names = [account.acct, ...mentions.map(({ acct }) => acct)].filter((name) => name !== me);
  return [...new Set(names)].map((name) => `@${name} `);
}

/** What the text begins with, and from where on it is selected, so that typing takes the place of the further names. */
export function opening(start: Start, me: string): { text: string; select: number } {
  if (start.kind === 'reply') {
    const names = namesIn(start.post, me);
    const first = start.post.account.acct === me ? 0 : names[0]?.length ?? 0;
    return { text: names.join(''), select: first };
  }
  return { text: start.kind === 'new' ? start.text ?? '' : '', select: Number.MAX_SAFE_INTEGER };
}

const policyIn = ({ quote_approval: { automatic } }: Post): Policy => (automatic.includes('public') ? 'public' : automatic.includes('followers') ? 'followers' : 'nobody');

export function begin(start: Start, settings: Settings, me: string): Draft {
  const draft = emptyDraft(settings);
  const { text } = opening(start, me);
  if (start.kind === 'new') return { ...draft, text, visibility: start.visibility ?? draft.visibility };
  const { post } = start;
  const visibility = post.visibility as VisibilityName;
  if (start.kind === 'reply') {
    return { ...draft, text, visibility: narrower(visibility, settings.visibility), warning: post.spoiler_text === '' ? undefined : post.spoiler_text, language: post.language ?? draft.language };
  }
  if (start.kind === 'quote') return { ...draft, visibility: visibility === 'private' ? 'private' : draft.visibility };
  return {
    ...draft, text: start.source.text, warning: start.source.spoiler_text === '' ? undefined : start.source.spoiler_text, sensitive: post.sensitive, visibility,
    language: post.language ?? '', policy: policyIn(post), media: (post.media_attachments as readonly Attachment[]).map(mediumOf), poll: pollOf(post.poll),
  };
}
