/** What one feels, with one tap: counted at once, and of whom nobody knows. */

import { useState } from 'react';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { ROOMS } from '../../client/rooms.ts';
import type { Evening } from '../../client/rooms.ts';
import * as m from '../../paraglide/messages.js';
import css from './room.module.css';

const NAMES: Record<string, () => string> = {
  '👏': m.feel_applause, '❤️': m.feel_love, '😂': m.feel_laugh, '💡': m.feel_idea, '🤔': m.feel_doubt, '🔥': m.feel_fire, '😮': m.feel_wonder, '😭': m.feel_sorrow, '🤘': m.feel_rock,
  '👍': m.feel_yes, '👎': m.feel_no,
};

export const feelingName = (kind: string): string => NAMES[kind]?.() ?? kind;

export function Reactions({ evening }: { evening: Evening }) {
  const { room, curve } = evening;
  // What the server has not told yet, by its kind: one's own tap counts at once, and once.
  const [mine, setMine] = useState<Readonly<Record<string, number>>>({});
  const totals = new Map<string, number>();
  for (const { counts } of curve.bins) for (const [kind, count] of Object.entries(counts)) totals.set(kind, (totals.get(kind) ?? 0) + count);
  const react = async (kind: string): Promise<void> => {
    setMine((now) => ({ ...now, [kind]: (now[kind] ?? 0) + 1 }));
    let at: number | undefined;
    try {
      ({ at } = await api.post<{ at: number }>(`${ROOMS}/${room.id}/reactions`, { kind }));
    } catch (error) {
      notice(wordsOf(error));
    }
    // The stream tells the count within a second; until then it stands here.
    setTimeout(() => setMine((now) => ({ ...now, [kind]: Math.max(0, (now[kind] ?? 0) - 1) })), at === undefined ? 0 : 1000);
  };
  return (
    <ul className={css['reactions']} aria-label={m.room_reactions()}>
      {room.reactions_kinds.map((kind) => {
        const count = (totals.get(kind) ?? 0) + (mine[kind] ?? 0);
        return (
          <li key={kind}>
            <button type="button" className={css['reaction']} data-reaction={kind} title={feelingName(kind)} onClick={() => void react(kind)}>
              <span aria-hidden="true">{kind}</span><span className="unseen">{feelingName(kind)}</span><b>{count}</b>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
