/** One sentence for each verdict of a list's rule, in English and French. A rule without one is a type error. */

import type { Language } from '#kit/language.ts';
import type { WhyRule } from './reads/why.ts';

/** What a sentence speaks of. */
export interface Spoken {
  readonly author: string;
  readonly other: string;
  /** With its sign, as many as there are. */
  readonly tags: string;
  /** The list, with its article. */
  readonly list: string;
  readonly isRepost: boolean;
}

type Sentences = Readonly<Record<WhyRule, (about: Spoken) => string>>;

const english: Sentences = {
  own: () => 'It is here because it is yours.',
  followed: ({ author, other, isRepost }) => (isRepost ? `It is here because you follow ${author}, who reposted ${other}.` : `It is here because you follow ${author}.`),
  tag: ({ author, tags }) => `It is here because you follow ${tags}; ${author} you do not follow.`,
  member: ({ author, list }) => `It is here because ${author} is in ${list}.`,
  listed: ({ list }) => `It is here because it is public and belongs to ${list}.`,
  exclusive: ({ author }) => `It is not here because ${author} is in a list of yours whose posts stay out of home.`,
  'not-followed': ({ author, isRepost }) => (isRepost ? `It is not here because you do not follow ${author}, who reposted it.` : `It is not here because you do not follow ${author}.`),
  'reposts-off': ({ author }) => `It is not here because you follow ${author} without reposts.`,
  language: ({ author }) => `It is not here because you follow ${author} in other languages than this one.`,
  'answer-to-other': ({ other }) => `It is not here because it answers ${other}, whose posts you do not get here.`,
  'not-member': ({ author, list }) => `It is not here because ${author} is not in ${list}.`,
  private: () => 'It is not here because it was said to some people alone, and lists show no such posts.',
  'not-listed': ({ list }) => `It is not here because it does not belong to ${list}.`,
  repost: ({ list }) => `It is not here because it is a repost, and ${list} shows none.`,
  block: ({ author, other, isRepost }) => (isRepost ? `It is not here because you block ${author} or ${other}.` : `It is not here because you block ${author}.`),
  mute: ({ author, other, isRepost }) => (isRepost ? `It is not here because you mute ${author} or ${other}.` : `It is not here because you mute ${author}.`),
  'not-there': () => 'There is no post at this address that you may see.',
};

const french: Sentences = {
  own: () => 'Il est ici parce qu’il est de vous.',
  followed: ({ author, other, isRepost }) => (isRepost ? `Il est ici parce que vous suivez ${author}, qui a repartagé ${other}.` : `Il est ici parce que vous suivez ${author}.`),
  tag: ({ author, tags }) => `Il est ici parce que vous suivez ${tags}\u202f; vous ne suivez pas ${author}.`,
  member: ({ author, list }) => `Il est ici parce que ${author} fait partie de ${list}.`,
  listed: ({ list }) => `Il est ici parce qu’il est public et fait partie de ${list}.`,
  exclusive: ({ author }) => `Il n’est pas ici parce que ${author} est dans une de vos listes dont les messages restent hors de l’accueil.`,
  'not-followed': ({ author, isRepost }) => (isRepost ? `Il n’est pas ici parce que vous ne suivez pas ${author}, qui l’a repartagé.` : `Il n’est pas ici parce que vous ne suivez pas ${author}.`),
  'reposts-off': ({ author }) => `Il n’est pas ici parce que vous suivez ${author} sans ses partages.`,
  language: ({ author }) => `Il n’est pas ici parce que vous suivez ${author} dans d’autres langues que celle-ci.`,
  'answer-to-other': ({ other }) => `Il n’est pas ici parce qu’il répond à ${other}, dont vous ne recevez pas les messages ici.`,
  'not-member': ({ author, list }) => `Il n’est pas ici parce que ${author} ne fait pas partie de ${list}.`,
  private: () => 'Il n’est pas ici parce qu’il s’adresse à quelques personnes seulement, et que les listes n’en montrent pas.',
  'not-listed': ({ list }) => `Il n’est pas ici parce qu’il ne fait pas partie de ${list}.`,
  repost: ({ list }) => `Il n’est pas ici parce que c’est un partage, et que ${list} n’en montre pas.`,
  block: ({ author, other, isRepost }) => (isRepost ? `Il n’est pas ici parce que vous bloquez ${author} ou ${other}.` : `Il n’est pas ici parce que vous bloquez ${author}.`),
  mute: ({ author, other, isRepost }) => (isRepost ? `Il n’est pas ici parce que vous masquez ${author} ou ${other}.` : `Il n’est pas ici parce que vous masquez ${author}.`),
  'not-there': () => 'À cette adresse, il n’y a aucun message que vous puissiez voir.',
};

const lists: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { home: 'home', public: 'the public list', local: 'the public list', lists: 'this list', accounts: 'this profile' },
  fr: { home: 'l’accueil', public: 'la liste publique', local: 'la liste publique', lists: 'cette liste', accounts: 'ce profil' },
};

/** A list with its article. */
function listName(language: Language, list: string): string {
  const [kind = '', of = ''] = list.split('/');
  return kind === 'tags' ? `#${of}` : (lists[language][kind] ?? list);
}

/** What is beside a verdict: a filter of the reader's that hides the post wherever it is. */
const hidden: Readonly<Record<Language, (title: string) => string>> = {
  en: (title) => `Your filter “${title}” hides it.`,
  fr: (title) => `Votre filtre «\u202f${title}\u202f» le cache.`,
};

/** The sentence. @param list as it was asked for */
export function sayWhy(language: Language, rule: WhyRule, about: { readonly list: string; readonly author: string | undefined; readonly other: string | undefined; readonly tags: readonly string[]; readonly isRepost: boolean; readonly hiddenBy: readonly string[] }): string {
  const { list, author = '@?', other = '@?', tags, isRepost, hiddenBy } = about;
  const sentence = (language === 'fr' ? french : english)[rule]({ author, other, tags: tags.map((key) => `#${key}`).join(', '), list: listName(language, list), isRepost });
  return [sentence, ...hiddenBy.slice(0, 1).map((title) => hidden[language](title))].join(' ');
}
