/** Why a draft cannot be published yet, and beside which field that is said. */

import * as m from '../../paraglide/messages.js';
import { isBlankPiece } from './draft.ts';
import type { Draft, Piece } from './draft.ts';
import { lengthOf } from './notes.tsx';
import { isTooSoon } from './schedule.tsx';
import type { Settings } from './settings.ts';

export interface Problem {
  /** The key of the post it is about; undefined for all of them. */
  readonly piece?: string;
  readonly field: 'text' | 'media' | 'poll' | 'at' | 'all';
  readonly words: string;
}

/** What is left of the limit. */
export const leftOf = (piece: Piece, { characters }: Settings): number => characters - lengthOf(piece);

function hindranceOf(piece: Piece, settings: Settings, waits: boolean): Problem | undefined {
  const { key, media, poll } = piece;
  const left = leftOf(piece, settings);
  const here = (field: Problem['field'], words: string): Problem => ({ piece: key, field, words });
  if (left < 0) return here('text', m.count_over({ count: -left }));
  if (media.some(({ problem }) => problem !== undefined && !(waits && problem.code === 'offline'))) return here('media', m.wait_problem());
  if (media.some(({ id, problem }) => id === undefined && problem === undefined)) return here('media', m.wait_uploads());
  const options = poll?.options.map((option) => option.trim()).filter((option) => option !== '');
  if (options !== undefined && options.length < 2) return here('poll', m.poll_too_few());
  if (options !== undefined && new Set(options).size < options.length) return here('poll', m.poll_twice());
  return isBlankPiece(piece) ? here('text', m.composer_blank()) : undefined;
}

/** @param waits it can wait in the outbox, with files that have not been sent */
export function hindrance({ pieces, at }: Draft, settings: Settings, waits: boolean): Problem | undefined {
  for (const piece of pieces) {
    const found = hindranceOf(piece, settings, waits);
    if (found !== undefined) return found;
  }
  return at !== undefined && isTooSoon(at) ? { field: 'at', words: m.schedule_soon() } : undefined;
}
