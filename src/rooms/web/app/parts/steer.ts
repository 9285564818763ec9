/** What single keys do to the list of posts in sight: from one to the next, and the acts of the one that is focused. */

import { bookmark, like, peekPost } from '../client/posts.ts';

/** The last one that was focused: a list that shows only what is in sight may have taken it away since. */
let lastRow: string | undefined;

const active = (): Element | null => document.activeElement;

/** The post, or other entry, that keys act upon. */
export function focusedArticle(): HTMLElement | undefined {
  return active()?.closest<HTMLElement>('main article') ?? undefined;
}

/** The list that is steered: the column one is in, else the one in sight, else the page. */
function scopeNow(): Element | undefined {
  const column = active()?.closest('[data-column]');
  if (column !== null && column !== undefined) return column;
  const columns = [...document.querySelectorAll('[data-column]')];
  return columns.find((one) => one.getBoundingClientRect().left >= 0) ?? columns[0] ?? document.querySelector('main') ?? undefined;
}

function show(article: HTMLElement): void {
  article.tabIndex = -1;
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: article.offsetHeight > innerHeight * 0.7 ? 'start' : 'nearest' });
  lastRow = article.closest<HTMLElement>('[data-row], [data-key]')?.dataset['row'];
}

/** To the next post of the list, or the one before. @returns false where there is no list */
export function step(by: 1 | -1): boolean {
  const scope = scopeNow();
  const articles = [...(scope?.querySelectorAll<HTMLElement>('article') ?? [])];
  if (articles.length === 0) return false;
  const here = focusedArticle() ?? (lastRow === undefined ? undefined : scope?.querySelector<HTMLElement>(`[data-row="${CSS.escape(lastRow)}"] article`) ?? undefined);
  const at = here === undefined ? -1 : articles.indexOf(here);
  const edge = scope?.matches('[data-column]') === true ? scope.getBoundingClientRect().top + 48 : 0;
  const next = at >= 0 ? articles[at + by] : articles.find((one) => one.getBoundingClientRect().bottom > edge + 24);
  if (next !== undefined) show(next);
  return true;
}

/** Opens what the focused post is: its own page. */
export function openFocused(): boolean {
  const article = focusedArticle();
  const way = article?.querySelector('header time')?.closest('a') ?? article?.querySelector<HTMLElement>('p > a, a');
  way?.click();
  return way !== null && way !== undefined;
}

export type Act = 'reply' | 'repost' | 'like' | 'keep';

/** Presses the button of the focused post; likes and keeps also where a list shows none. */
export function actOnFocused(act: Act): boolean {
  const article = focusedArticle();
  if (article === undefined) return false;
  const button = article.querySelector<HTMLElement>(`[data-act="${act}"]`);
  if (button !== null) {
    button.click();
    return true;
  }
  const id = article.dataset['post'];
  const post = id === undefined ? undefined : peekPost(id);
  if (id === undefined || post === undefined) return false;
  const shown = post.reblog ?? post;
  if (act === 'like') void like(id, shown.favourited !== true);
  else if (act === 'keep') void bookmark(id, shown.bookmarked !== true);
  else return false;
  return true;
}

/** Shows what a warning or a veil hides, or hides it again. */
export function unveilFocused(): boolean {
  const veil = [...(focusedArticle()?.querySelectorAll('details') ?? [])].find((one) => one.querySelector(':scope > figcaption') === null);
  if (veil === undefined) return false;
  veil.open = !veil.open;
  return true;
}

/** Opens the first picture, or starts the first film or sound. */
export function openMediaOfFocused(): boolean {
  const article = focusedArticle();
  const picture = article?.querySelector<HTMLElement>('[data-lightbox]');
  const player = article?.querySelector<HTMLMediaElement>('video, audio');
  if (picture !== null && picture !== undefined) picture.click();
  else if (player !== null && player !== undefined) void (player.paused ? player.play() : player.pause());
  else return false;
  return true;
}

/** Lets in what is new, or goes to the top where nothing waits. */
export function showNew(): boolean {
  const scope = scopeNow();
  const button = scope?.querySelector<HTMLElement>('[data-show-new]');
  if (button !== null && button !== undefined) button.click();
  else (scope?.querySelector('[data-scroller]') ?? document.scrollingElement)?.scrollTo(0, 0);
  lastRow = undefined;
  return true;
}

export function leaveFocused(): boolean {
  const article = focusedArticle();
  if (article === undefined || active() !== article) return false;
  article.blur();
  lastRow = undefined;
  return true;
}

/** To where one searches, if this page has such a field. */
export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (field === null) return false;
  field.focus();
  field.select();
  return true;
}
