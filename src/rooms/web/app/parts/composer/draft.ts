/** What is being written, and where it is kept until it is published: on every key, in this browser, through reloads and crashes. */

import { newKey } from '../../client/api.ts';
import type { Attachment, Post } from '../../entities.ts';
import type { Policy, VisibilityName } from './words.ts';

export type Kind = 'image' | 'video' | 'gifv' | 'audio' | 'unknown';

/** A picture, film or sound of a draft. */
export interface Medium {
  readonly key: string;
  /** Of the attachment; undefined until it has been sent whole. */
  readonly id: string | undefined;
  readonly type: Kind;
  readonly name: string;
  readonly preview: string | undefined;
  readonly description: string;
  readonly focus: { readonly x: number; readonly y: number };
  /** How much of it has been sent, 0 to 1; undefined when there is nothing under way. */
  readonly sent: number | undefined;
  readonly problem: string | undefined;
  /** What the server has of its description and focus is older. */
  readonly changed: boolean;
}

export interface PollDraft {
  readonly options: readonly string[];
  readonly seconds: number;
  readonly multiple: boolean;
  readonly hidesTotals: boolean;
}

export interface Draft {
  /** Under which it is written once, however often it is sent. */
  readonly key: string;
  readonly text: string;
  /** Undefined without a content warning. */
  readonly warning: string | undefined;
  readonly sensitive: boolean;
  readonly visibility: VisibilityName;
  readonly policy: Policy;
  readonly language: string;
  readonly media: readonly Medium[];
  readonly poll: PollDraft | undefined;
  /** Local date and time at which it is to be published; undefined for at once. */
  readonly at: string | undefined;
}

export type Change = (part: Partial<Draft> | ((draft: Draft) => Partial<Draft>)) => void;

export const emptyDraft = (wishes: Pick<Draft, 'visibility' | 'policy' | 'language' | 'sensitive'>): Draft =>
  ({ key: newKey(), text: '', warning: undefined, media: [], poll: undefined, at: undefined, ...wishes });

/** An attachment that the server has already. */
export function mediumOf(attachment: Attachment): Medium {
  return {
    key: attachment.id, id: attachment.id, type: attachment.type as Kind, name: '', preview: attachment.preview_url ?? attachment.url ?? undefined,
    description: attachment.description ?? '', focus: attachment.meta?.focus ?? { x: 0, y: 0 }, sent: undefined, problem: undefined, changed: false,
  };
}

/** The poll of a post as a draft that starts anew. */
export const pollOf = (poll: Post['poll']): PollDraft | undefined => (poll === null ? undefined : {
  options: poll.options.map(({ title }) => title), seconds: 86_400, multiple: poll.multiple, hidesTotals: false,
});

/** What a draft is about: `new`, `new:TIME`, `reply:ID`, `quote:ID` or `edit:ID`. */
export type Place = string;

export interface KeptDraft {
  readonly place: Place;
  readonly draft: Draft;
  readonly at: number;
}

const PREFIX = 'perchoir.draft.';
const nameOf = (account: string, place: Place): string => `${PREFIX}${account}.${place}`;

/** Whether there is anything in it that would be missed. */
export const isBlank = ({ text, warning, media, poll }: Draft, begun: string): boolean =>
  (text.trim() === '' || text === begun) && (warning ?? '') === '' && media.length === 0 && !poll?.options.some((option) => option !== '');

function parse(place: Place, kept: string | null): KeptDraft | undefined {
  if (kept === null) return undefined;
  try {
    const { draft, at } = JSON.parse(kept) as KeptDraft;
    // Files that had not gone when the page was left are not here any more.
    return { place, at, draft: { ...draft, media: draft.media.filter(({ id }) => id !== undefined).map((one) => ({ ...one, sent: undefined })) } };
  } catch {
    return undefined;
  }
}

export function readDraft(account: string, place: Place): Draft | undefined {
  return parse(place, localStorage.getItem(nameOf(account, place)))?.draft;
}

export function keepDraft(account: string, place: Place, draft: Draft): void {
  try {
    localStorage.setItem(nameOf(account, place), JSON.stringify({ draft, at: Date.now() }));
  } catch {
    // The browser has no room or allows none: what is typed stays on the page.
  }
}

export const dropDraft = (account: string, place: Place): void => localStorage.removeItem(nameOf(account, place));

/** What this account has begun in this browser, newest first. */
export function listDrafts(account: string): KeptDraft[] {
  const start = nameOf(account, '');
  const names = Object.keys(localStorage).filter((name) => name.startsWith(start));
  return names.flatMap((name) => parse(name.slice(start.length), localStorage.getItem(name)) ?? []).sort((a, b) => b.at - a.at);
}

/** Keeps a deleted post to be written anew. @returns where */
export function keepRewrite(account: string, post: Post): Place {
  const place = `new:${Date.now()}`;
  const { visibility, spoiler_text: warning, media_attachments: media, quote_approval: { automatic } } = post;
  keepDraft(account, place, {
    ...emptyDraft({
      visibility: visibility as VisibilityName, language: post.language ?? '', sensitive: post.sensitive,
      policy: automatic.includes('public') ? 'public' : automatic.includes('followers') ? 'followers' : 'nobody',
    }),
    text: post.text ?? '', warning: warning === '' ? undefined : warning, media: (media as readonly Attachment[]).map(mediumOf), poll: pollOf(post.poll),
  });
  return place;
}
