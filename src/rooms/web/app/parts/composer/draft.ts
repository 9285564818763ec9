/** What is being written: one post, or several that follow each other. */

import { newKey } from '../../client/api.ts';
import { dropDraft, keepDraft, keepFile, onDrafts, readDrafts } from '../../client/drafts.ts';
import type { Changing, Shared } from '../../client/drafts.ts';
import type { Parcel } from '../../client/outbox.ts';
import type { Attachment, Post } from '../../entities.ts';
import type { Policy, VisibilityName } from './words.ts';

export { dropDraft, onDrafts, readDrafts };

export type Kind = 'image' | 'video' | 'gifv' | 'audio' | 'unknown';

/** Why a file could not be sent; `offline` ones go by themselves. */
export interface FileProblem {
  readonly code: 'offline' | 'empty' | 'large' | 'kind' | 'refused' | 'failed';
  /** What the server said, in its words. */
  readonly reason: string;
}

/** A picture, film or sound of a draft. */
export interface Medium {
  readonly key: string;
  /** Of the attachment; undefined until it has been sent whole. */
  readonly id: string | undefined;
  /** When it was sent: the server forgets one that no post shows after a day. */
  readonly sentAt: number | undefined;
  readonly type: Kind;
  readonly name: string;
  readonly preview: string | undefined;
  readonly description: string;
  readonly focus: { readonly x: number; readonly y: number };
  /** How much of it has been sent, 0 to 1; undefined when there is nothing under way. */
  readonly sent: number | undefined;
  readonly problem: FileProblem | undefined;
  /** What the server has of its description and focus is older. */
  readonly changed: boolean;
}

export interface PollDraft {
  readonly options: readonly string[];
  readonly seconds: number;
  readonly multiple: boolean;
  readonly hidesTotals: boolean;
}

/** One post of a draft. */
export interface Piece {
  readonly key: string;
  readonly text: string;
  /** Undefined without a content warning. */
  readonly warning: string | undefined;
  readonly sensitive: boolean;
  readonly media: readonly Medium[];
  readonly poll: PollDraft | undefined;
}

export interface Draft {
  /** Published in this order, each as an answer to the one before. */
  readonly pieces: readonly Piece[];
  readonly visibility: VisibilityName;
  readonly policy: Policy;
  readonly language: string;
  /** Local date and time at which it is to be published; undefined for at once. */
  readonly at: string | undefined;
  /** Whom it answers or quotes, for the list of drafts. */
  readonly about: string | undefined;
  /** The last post that went out when the others could not: these follow it. */
  readonly after: { readonly id: string; readonly path: string; readonly count: number } | undefined;
}

export type Change = Changing<Draft>;
export type ChangePiece = Changing<Piece>;

export const newPiece = (sensitive = false, text = ''): Piece => ({ key: newKey(), text, warning: undefined, sensitive, media: [], poll: undefined });

export const emptyDraft = ({ sensitive, visibility, policy, language }: Pick<Draft, 'visibility' | 'policy' | 'language'> & Pick<Piece, 'sensitive'>): Draft =>
  ({ pieces: [newPiece(sensitive)], visibility, policy, language, at: undefined, about: undefined, after: undefined });

/** An attachment that the server has already. */
export function mediumOf(attachment: Attachment): Medium {
  return {
    key: attachment.id, id: attachment.id, sentAt: undefined, type: attachment.type as Kind, name: '', preview: attachment.preview_url ?? attachment.url ?? undefined,
    description: attachment.description ?? '', focus: attachment.meta?.focus ?? { x: 0, y: 0 }, sent: undefined, problem: undefined, changed: false,
  };
}

function kindOf(type: string): Kind {
  const [kind] = type.split('/');
  return kind === 'video' || kind === 'audio' || kind === 'image' ? kind : 'unknown';
}

/** A file that was just chosen. */
export const chosen = (blob: Blob, name: string, description = ''): Medium => ({
  key: newKey(), id: undefined, sentAt: undefined, type: kindOf(blob.type), name, preview: blob.size > 0 && blob.type.startsWith('image/') ? URL.createObjectURL(blob) : undefined,
  description, focus: { x: 0, y: 0 }, sent: undefined, problem: undefined, changed: false,
});

/** The poll of a post as a draft that starts anew. */
export const pollOf = (poll: Post['poll']): PollDraft | undefined => (poll === null ? undefined : {
  options: poll.options.map(({ title }) => title), seconds: 86_400, multiple: poll.multiple, hidesTotals: false,
});

/** What a draft is about: `new`, `new:TIME`, `reply:ID`, `quote:ID`, `edit:ID` or `scheduled:ID`. */
export type Place = string;

/** Whether there is anything in a post that would be missed. */
export const isBlankPiece = ({ text, warning, media, poll }: Piece): boolean =>
  text.trim() === '' && (warning ?? '').trim() === '' && media.length === 0 && !poll?.options.some((option) => option.trim() !== '');

/** Whether it is what it began with, or nothing at all. */
export function isBlank({ pieces, after }: Draft, begun: Draft): boolean {
  const [first, ...further] = pieces;
  if (first === undefined) return true;
  const [start] = begun.pieces;
  const same = first.text === start?.text && (first.warning ?? '') === (start.warning ?? '') && first.media.length === start.media.length && first.poll?.options.join('\n') === start.poll?.options.join('\n')
    && first.media.every(({ key, description }) => start.media.some((one) => one.key === key && one.description === description));
  return after === undefined && further.every(isBlankPiece) && (same || isBlankPiece(first));
}

/** A place of its own for a draft. */
const newPlace = (): Place => `new:${Date.now()}`;

/** Keeps a deleted post to be written anew. @returns where */
export async function keepRewrite(account: string, post: Post): Promise<Place> {
  const place = newPlace();
  const { visibility, spoiler_text: warning, media_attachments: media, quote_approval: { automatic } } = post;
  const draft = emptyDraft({
    visibility: visibility as VisibilityName, language: post.language ?? '', sensitive: post.sensitive,
    policy: automatic.includes('public') ? 'public' : automatic.includes('followers') ? 'followers' : 'nobody',
  });
  const pieces = draft.pieces.map((piece) => ({
    ...piece, text: post.text ?? '', warning: warning === '' ? undefined : warning, media: (media as readonly Attachment[]).map(mediumOf), poll: pollOf(post.poll),
  }));
  await keepDraft(account, place, { ...draft, pieces });
  return place;
}

/** Keeps what another app has handed over. @returns where */
export async function keepShared(account: string, { text, files }: Shared, draft: Draft, most: number): Promise<Place> {
  const place = newPlace();
  const media = files.slice(0, most).map(({ blob, name }) => ({ blob, medium: chosen(blob, name) }));
  for (const { blob, medium: { key, name } } of media) await keepFile({ account, draft: place, key, name, blob });
  await keepDraft(account, place, { ...draft, pieces: draft.pieces.map((piece) => ({ ...piece, text, media: media.map(({ medium }) => medium) })) });
  return place;
}

const focusIn = (text = '0,0'): Medium['focus'] => {
  const [x = 0, y = 0] = text.split(',').map(Number);
  return { x, y };
};

async function pieceOf({ body, files }: Parcel, account: string, place: Place): Promise<Piece> {
  const { status, spoiler_text: warning = '', sensitive = false, poll } = body;
  const media: Medium[] = [];
  for (const { blob, name, description, focus, uploaded, changed = false } of files) {
    const medium = { ...chosen(blob ?? new Blob(), name, description), focus: focusIn(focus), id: uploaded, changed };
    media.push(uploaded === undefined ? medium : { ...medium, key: uploaded });
    if (blob !== undefined) await keepFile({ account, draft: place, key: media.at(-1)?.key ?? '', name, blob });
  }
  return {
    ...newPiece(sensitive, status), warning: warning === '' ? undefined : warning, media,
    poll: poll && { options: poll.options, seconds: poll.expires_in, multiple: poll.multiple, hidesTotals: poll.hide_totals },
  };
}

/** Makes what was taken back from the outbox a draft again. @returns where */
export async function keepTakenBack(account: string, parcels: readonly Parcel[]): Promise<Place | undefined> {
  const body = parcels[0]?.body;
  if (body === undefined) return undefined;
  const { in_reply_to_id: reply, quoted_status_id: quote, visibility = 'public', quote_approval_policy: policy = 'public', language = '' } = body;
  const place = reply !== undefined ? `reply:${reply}` : quote !== undefined ? `quote:${quote}` : newPlace();
  const pieces: Piece[] = [];
  for (const parcel of parcels) pieces.push(await pieceOf(parcel, account, place));
  const draft: Draft = { pieces, visibility, policy, language, at: undefined, about: undefined, after: undefined };
  await keepDraft(account, place, draft);
  return place;
}
