/** What whoever writes should know before publishing: who will see it, what is still missing. Never in the way. */

import { countCharacters, countGraphemes, parseText } from '#kit/text.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import type { Draft, Piece } from './draft.ts';
import css from './composer.module.css';
import { silentIn } from './media.tsx';

/** How much of the limit a post takes, counted as the server does: the very same function. */
export const lengthOf = ({ text, warning }: Piece): number => countCharacters(text) + countGraphemes(warning ?? '');

const namesOf = (text: string): string[] => parseText(text).mentions.map(({ username, domain }) => (domain === undefined ? `@${username}` : `@${username}@${domain}`));

function audienceOf(visibility: Draft['visibility'], { text }: Piece): string | undefined {
  if (visibility !== 'direct') return undefined;
  const names = namesOf(text);
  if (names.length === 0) return m.note_direct_nobody();
  return m.note_direct({ names: new Intl.ListFormat(document.documentElement.lang, { type: 'conjunction' }).format(names) });
}

export function Notes({ piece, visibility }: { piece: Piece; visibility: Draft['visibility'] }) {
  const silent = silentIn(piece);
  const notes = [
    ['at-sign', audienceOf(visibility, piece)],
    ['eye-off', silent > 0 ? m.note_descriptions({ count: silent }) : undefined],
  ] as const;
  return (
    <ul className={css['notes']} aria-live="polite">
      {notes.map(([icon, words]) => words !== undefined && <li key={icon}><Icon name={icon} small /> {words}</li>)}
    </ul>
  );
}

/** What is left of the limit: a figure that a screen reader is told only near the end. */
export function Count({ left, id }: { left: number; id: string }) {
  return (
    <p className={`${css['count']} ${left < 0 ? css['over'] : ''}`} id={id}>
      <span aria-hidden="true">{left}</span><span className="unseen">{left < 0 ? m.count_over({ count: -left }) : m.count_left({ count: left })}</span>
    </p>
  );
}
