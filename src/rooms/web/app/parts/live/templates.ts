/** What an evening of each kind begins with, to be changed. */

import * as m from '../../paraglide/messages.js';

export interface Begun {
  readonly title: string;
  readonly kind: 'item' | 'song' | 'break';
}

const item = (title: string): Begun => ({ title, kind: 'item' });
const pause = (title: string): Begun => ({ title, kind: 'break' });

/** The programme of a kind of evening. */
export function beginningOf(template: string): readonly Begun[] {
  switch (template) {
    case 'match':
      return [item(m.begin_first_half()), pause(m.begin_half_time()), item(m.begin_second_half())];
    case 'concert':
      return [{ title: m.begin_first_song(), kind: 'song' }, { title: m.begin_second_song(), kind: 'song' }, pause(m.begin_interval()), { title: m.begin_encore(), kind: 'song' }];
    case 'town_hall':
      return [item(m.begin_opening()), item(m.begin_questions()), item(m.begin_conclusions())];
    default:
      return [item(m.begin_welcome()), item(m.begin_talk()), item(m.begin_questions()), item(m.begin_goodbye())];
  }
}
