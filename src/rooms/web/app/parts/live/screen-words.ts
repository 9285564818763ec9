/** What the screen of the venue shows, in words: for the screen itself and for whoever turns it. */

import type { Screen } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';

/** Whether somebody turned it to what it shows. */
export const isDriven = ({ shows, held, position, pinned_id: pinned }: Screen): boolean => shows !== 'posts' || held || position > 0 || pinned !== null;

export function screenWords({ shows, held, position }: Screen): string {
  if (shows === 'question') return m.screen_question();
  if (shows === 'curve') return m.screen_curve();
  if (shows === 'score') return m.screen_score();
  if (position > 0) return m.screen_older({ count: position });
  return held ? m.screen_held() : m.screen_newest();
}
