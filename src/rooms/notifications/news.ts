/** What higher rooms tell apps that are closed, without a line in the list: they word it, at the moment in which it is sent. */

import type { Id } from '#kit/ids.ts';
import type { Language } from '#kit/language.ts';
import { SYSTEM, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import type { Alert } from './types.ts';

/** By what apps switch it on. */
export type NewsKind = Extract<Alert, 'message'>;

export interface News {
  /** What a push shown again takes the place of. */
  readonly tag: string;
  /** Of what it tells, for the app. */
  readonly id: Id;
  readonly title: string;
  readonly body: string;
  readonly icon: string;
  /** The page to open: a path. */
  readonly url: string;
}

/** As whom it is for (the viewer of `ctx`), in their language; undefined: no news any more; a moment: not before then. */
type Source = (ctx: Context, about: Readonly<Record<string, Id>>, language: Language) => Promise<News | Date | undefined>;

const sources = perHouse(() => new Map<NewsKind, Source>());

/** Called when the room that knows starts. */
export function provideNews(house: House, kind: NewsKind, source: Source): void {
  sources(house.context(SYSTEM)).set(kind, source);
}

export const newsSource = (ctx: Context, kind: NewsKind): Source | undefined => sources(ctx).get(kind);
