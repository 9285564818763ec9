/** What stands where a page cannot. */

import { isRouteErrorResponse } from 'react-router';
import * as m from '../paraglide/messages.js';

const isOffline = (error: unknown): boolean => error instanceof TypeError && typeof navigator !== 'undefined' && !navigator.onLine;

function wordsFor(error: unknown): { title: string; text: string } {
  if (isOffline(error)) return { title: m.offline_title(), text: m.offline_text() };
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const told = isRouteErrorResponse(error) ? String((error.data as { error?: string } | null)?.error ?? '') : '';
  if (status === 404) return { title: m.nowhere_title(), text: m.nowhere_text() };
  if (status === 410) return { title: m.gone_title(), text: m.gone_text() };
  if (status === 429) return { title: m.too_many_title(), text: m.too_many_text() };
  if (status < 500) return { title: m.forbidden_title(), text: told };
  return { title: m.fault_title(), text: m.fault_text() };
}

export function Failure({ error }: { error: unknown }) {
  const { title, text } = wordsFor(error);
  return (
    <main id="content">
      <h1>{title}</h1>
      <p>{text}</p>
      <p><a href="/">{m.to_front()}</a></p>
    </main>
  );
}
