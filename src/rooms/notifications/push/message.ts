/** What a push says: the form that apps of the field read, in the language of whom it is for. Pure. */

import type { Language } from '#kit/language.ts';
import type { News, NewsKind } from '../news.ts';
import type { NotificationType } from '../types.ts';

/** The parts of the Notification entity that a push tells of. */
export interface Told {
  readonly id: string;
  readonly type: string;
  readonly account: { readonly username: string; readonly display_name: string; readonly avatar_static: string; readonly note: string };
  readonly perchoir_room?: { readonly text: string };
  readonly perchoir_trust?: { readonly text: string };
  readonly perchoir_group?: { readonly text: string; readonly title: string };
  readonly status?: { readonly content: string; readonly spoiler_text: string };
}

/** `title`: of the group that a line is about. */
type Titles = Record<NotificationType, (name: string, title: string) => string>;

const TITLES: Record<Language, Titles> = {
  en: {
    mention: (name) => `${name} mentioned you`,
    post: (name) => `${name} posted`,
    repost: (name) => `${name} reposted your post`,
    like: (name) => `${name} likes your post`,
    follow: (name) => `${name} follows you`,
    followRequest: (name) => `${name} asks to follow you`,
    edit: (name) => `${name} edited a post that you reposted`,
    poll: (name) => `A poll by ${name} has ended`,
    quote: (name) => `${name} quoted your post`,
    quotedEdit: (name) => `${name} edited a post that you quoted`,
    room: () => 'An evening of yours',
    trust: (name) => `Between you and ${name}`,
    group: (_name, title) => title,
  },
  fr: {
    mention: (name) => `${name} vous mentionne`,
    post: (name) => `${name} a publié un message`,
    repost: (name) => `${name} a partagé votre message`,
    like: (name) => `${name} aime votre message`,
    follow: (name) => `${name} vous suit`,
    followRequest: (name) => `${name} demande à vous suivre`,
    edit: (name) => `${name} a modifié un message que vous avez partagé`,
    poll: (name) => `Un sondage de ${name} est terminé`,
    quote: (name) => `${name} a cité votre message`,
    quotedEdit: (name) => `${name} a modifié un message que vous avez cité`,
    room: () => 'Une de vos soirées',
    trust: (name) => `Entre vous et ${name}`,
    group: (_name, title) => title,
  },
};

/** Push services take 4,096 bytes in all; what is longer than this is read in the app. */
const BODY_CHARACTERS = 140;

export interface PushOptions {
  readonly token: string;
  readonly language: Language;
  readonly type: NotificationType;
}

/** The text to encrypt. */
export function pushMessage(told: Told, { token, language, type }: PushOptions): string {
  const { account, status } = told;
  const words = told.perchoir_room ?? told.perchoir_trust ?? told.perchoir_group;
  const said = words?.text ?? (status === undefined ? plainText(account.note) : status.spoiler_text || plainText(status.content));
  return JSON.stringify({
    access_token: token,
    preferred_locale: language,
    notification_id: Number(told.id),
    notification_type: told.type,
    icon: account.avatar_static,
    title: TITLES[language][type](account.display_name || account.username, told.perchoir_group?.title ?? ''),
    body: clip(said),
  });
}

/** The same for news, with the page to open. */
export function newsMessage({ id, tag, title, body, icon, url }: News, { token, language, kind }: { token: string; language: Language; kind: NewsKind }): string {
  return JSON.stringify({
    access_token: token, preferred_locale: language, notification_id: id, notification_type: `perchoir.${kind}`, icon, title: clip(title), body: clip(body), url, tag,
  });
}

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

/** The words of HTML that this server rendered itself. */
function plainText(html: string): string {
  const broken = html.replace(/<br\s*\/?>/g, '\n').replaceAll('</p><p>', '\n\n');
  return broken.replace(/<[^>]*>/g, '').replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity).trim();
}

function clip(text: string): string {
  const characters = Array.from(new Intl.Segmenter('und').segment(text.slice(0, BODY_CHARACTERS * 20)), ({ segment }) => segment);
  const kept = characters.length <= BODY_CHARACTERS ? characters : [...characters.slice(0, BODY_CHARACTERS - 1), '…'];
  // One character may be a hundred code points: those go whole until the message fits.
  while (Buffer.byteLength(kept.join('')) > 2000) kept.pop();
  return kept.join('');
}
