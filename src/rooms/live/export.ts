/** A record as a file: posts as CSV, everything as a page for the printer. Pure. */

import { html, raw } from '#kit/html.ts';
import type { Html } from '#kit/html.ts';
import { plainText } from '#kit/plain-text.ts';
import type { RecordPost, RoomRecord } from './reads/record.ts';

/** A programme for tables takes what begins so for a formula. */
const cell = (value: string | number | boolean | null): string => {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const COLUMNS = ['id', 'created_at', 'written_at', 'at_ms', 'account', 'name', 'official', 'on_site', 'feeling', 'text', 'url'];

/** RFC 4180. */
export function renderCsv(posts: readonly RecordPost[]): string {
  const rows = posts.map(({ status, room }) => [
    status.id, status.created_at, room.written_at, room.at_ms, status.account.acct, status.account.display_name, room.official, room.on_site, room.feeling,
    plainText(status.content), status.url,
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

interface Shown {
  readonly title: string;
  readonly description: string;
  readonly time_zone: string;
  readonly language: string | null;
  readonly url: string;
  readonly opened_at: string | null;
  readonly program: readonly { readonly title: string }[];
  readonly moments: readonly { readonly title: string; readonly at: string }[];
}

interface Asked {
  readonly text: string;
  readonly state: string;
  readonly votes: number;
  readonly account: { readonly acct: string };
}

/** A whole page that needs nothing else. */
export function renderRecord({ room, posts, questions }: RoomRecord): Html {
  const shown = room as Shown;
  const clock = (at: string): string => new Date(at).toLocaleTimeString('fr-FR', { timeZone: shown.time_zone, hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return html`<!doctype html>
<html lang="${shown.language ?? 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${shown.title}</title></head><body>
<h1>${shown.title}</h1><p>${shown.opened_at ?? ''} · <a href="${shown.url}">${shown.url}</a></p><p>${shown.description}</p>
<ol>${shown.program.map(({ title }) => html`<li>${title}</li>`)}</ol>
<ul>${shown.moments.map(({ title, at }) => html`<li>${clock(at)} ${title}</li>`)}</ul>
<ul>${(questions as Asked[]).map((one) => html`<li>${one.text} (@${one.account.acct}, ${one.votes}, ${one.state})</li>`)}</ul>
${posts.map(({ status, room: note }) => html`<article><p><b>${status.account.display_name || status.account.acct}</b> @${status.account.acct} ${clock(note.written_at ?? status.created_at)}</p>${raw(status.content)}</article>
`)}</body></html>`;
}
