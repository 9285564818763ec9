/** What stands where a page cannot. */

import { isRouteErrorResponse, useLocation } from 'react-router';
import * as m from '../paraglide/messages.js';
import { getLocale } from '../paraglide/runtime.js';
import css from './failure.module.css';

const isOffline = (error: unknown): boolean => error instanceof TypeError && typeof navigator !== 'undefined' && !navigator.onLine;

interface Told {
  readonly error?: string;
  readonly retry_after?: number;
}

/** What was said with a refusal: by the loader of a page, or before it, then as text. */
function toldBy(error: unknown): Told {
  if (!isRouteErrorResponse(error)) return {};
  const said: unknown = error.data;
  if (typeof said !== 'string') return (said as Told | null) ?? {};
  try {
    return JSON.parse(said) as Told;
  } catch {
    return {};
  }
}

function waitIn(seconds: number): string {
  const words = new Intl.RelativeTimeFormat(getLocale(), { numeric: 'always' });
  return seconds < 120 ? words.format(Math.max(1, Math.ceil(seconds)), 'second') : words.format(Math.ceil(seconds / 60), 'minute');
}

function wordsFor(error: unknown): { title: string; text: string; again?: string } {
  if (isOffline(error)) return { title: m.offline_title(), text: m.offline_text() };
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const { error: told = '', retry_after: wait } = toldBy(error);
  if (status === 404) return { title: m.nowhere_title(), text: m.nowhere_text() };
  if (status === 410) return { title: m.gone_title(), text: m.gone_text() };
  if (status === 429) return { title: m.too_many_title(), text: m.too_many_text(), ...(wait !== undefined && { again: m.too_many_until({ when: waitIn(wait) }) }) };
  if (status < 500) return { title: m.forbidden_title(), text: told };
  return { title: m.fault_title(), text: m.fault_text() };
}

export function Failure({ error }: { error: unknown }) {
  const { title, text, again } = wordsFor(error);
  const { pathname, search } = useLocation();
  const here = pathname + search;
  return (
    <main id="content" tabIndex={-1} className={css['failure']}>
      {/* Where a loader failed, the page has none of its own. */}
      <title>{title}</title>
      <h1>{title}</h1>
      <p>{text}</p>
      {again !== undefined && <p>{again} <a href={here}>{m.try_again()}</a></p>}
      <p><a href="/">{m.to_front()}</a></p>
    </main>
  );
}
