/** What a composer opens with: nothing, an answer, a quote, or something of one's own to say otherwise. */

import type { Attachment, Post } from '../../entities.ts';
import { emptyDraft, mediumOf, pollOf } from './draft.ts';
import type { Draft, Piece, Place } from './draft.ts';
import { localMinute } from './schedule.tsx';
import type { Settings } from './settings.ts';
import type { Policy, VisibilityName } from './words.ts';

export interface Source {
  readonly text: string;
  readonly spoiler_text: string;
}

/** A post that waits for its time on the server. */
export interface Scheduled {
  readonly id: string;
  readonly scheduled_at: string;
  readonly params: {
    readonly text: string;
    readonly spoiler_text: string | null;
    readonly sensitive: boolean | null;
    readonly language: string | null;
    readonly visibility: VisibilityName;
    readonly quote_approval_policy: Policy | null;
    readonly poll: { readonly options: readonly string[]; readonly expires_in: number; readonly multiple: boolean; readonly hide_totals: boolean } | null;
  };
  readonly media_attachments: readonly Attachment[];
  /** Why it could not be published at its time. */
  readonly failure?: string;
}

export type Start =
  | { readonly kind: 'new'; readonly text?: string; readonly visibility?: VisibilityName | undefined; readonly place?: Place | undefined }
  | { readonly kind: 'reply'; readonly post: Post }
  | { readonly kind: 'quote'; readonly post: Post }
  | { readonly kind: 'edit'; readonly post: Post; readonly source: Source }
  | { readonly kind: 'scheduled'; readonly post: Scheduled };

export const placeOf = (start: Start): Place => (start.kind === 'new' ? start.place ?? 'new' : `${start.kind}:${start.post.id}`);

/** What is there already and is said otherwise: nothing is added to it. */
export const isChange = ({ kind }: Start): boolean => kind === 'edit' || kind === 'scheduled';

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
const given = (text: string | null): string | undefined => (text === null || text === '' ? undefined : text);
const mediaOf = (media: unknown): Piece['media'] => (media as readonly Attachment[]).map(mediumOf);

function scheduledDraft(draft: Draft, piece: Piece, { params, media_attachments: media, scheduled_at: at }: Scheduled): Draft {
  const { text, spoiler_text: warning, sensitive, language, visibility, quote_approval_policy: policy, poll } = params;
  const same = poll === null ? undefined : { options: poll.options, seconds: poll.expires_in, multiple: poll.multiple, hidesTotals: poll.hide_totals };
  return {
    ...draft, visibility, language: language ?? '', policy: policy ?? draft.policy, at: localMinute(new Date(at)),
    pieces: [{ ...piece, text, warning: given(warning), sensitive: sensitive ?? false, media: mediaOf(media), poll: same }],
  };
}

export function begin(start: Start, settings: Settings, me: string): Draft {
  const draft = emptyDraft(settings);
  const [piece] = draft.pieces as [Piece];
  const { text } = opening(start, me);
  if (start.kind === 'new') return { ...draft, pieces: [{ ...piece, text }], visibility: start.visibility ?? draft.visibility };
  if (start.kind === 'scheduled') return scheduledDraft(draft, piece, start.post);
  const { post } = start;
  const visibility = post.visibility as VisibilityName;
  const about = `@${post.account.acct}`;
  if (start.kind === 'reply') {
    return { ...draft, about, pieces: [{ ...piece, text, warning: given(post.spoiler_text) }], visibility: narrower(visibility, settings.visibility), language: post.language ?? draft.language };
  }
  if (start.kind === 'quote') return { ...draft, about, visibility: visibility === 'private' ? 'private' : draft.visibility };
  return {
    ...draft, about, visibility, language: post.language ?? '', policy: policyIn(post),
    pieces: [{ ...piece, text: start.source.text, warning: given(start.source.spoiler_text), sensitive: post.sensitive, media: mediaOf(post.media_attachments), poll: pollOf(post.poll) }],
  };
}
