/** How strongly a room felt, along its time: a drawing that prints, and the same in words. */

import type { Curve as CurveFacts, Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import css from './room.module.css';
import { clockIn } from './when.tsx';

export const WIDTH = 600;
export const HEIGHT = 56;
const MOST_STEPS = 120;

interface Drawing {
  readonly path: string;
  readonly total: number;
  readonly kinds: readonly (readonly [kind: string, count: number])[];
  /** Seconds since the opening. */
  readonly peak: number;
  readonly seconds: number;
}

const sumOf = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The curve in steps that are as wide as the drawing can show. */
export function draw({ bins, bin_seconds: binSeconds }: CurveFacts, seconds: number): Drawing {
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.ceil(seconds / binSeconds)));
  const heights = Array.from({ length: steps }, () => 0);
  const kinds = new Map<string, number>();
  for (const { at, counts } of bins) {
    const step = Math.min(steps - 1, Math.max(0, Math.floor((at / seconds) * steps)));
    heights[step] = (heights[step] ?? 0) + sumOf(counts);
    for (const [kind, count] of Object.entries(counts)) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  }
  const most = Math.max(1, ...heights);
  const x = (step: number): string => ((step / steps) * WIDTH).toFixed(1);
  const y = (height: number): string => (HEIGHT - (height / most) * (HEIGHT - 4)).toFixed(1);
  const path = heights.map((height, step) => `L${x(step + 0.5)} ${y(height)}`).join('');
  return {
    path: `M0 ${HEIGHT}${path}L${WIDTH} ${HEIGHT}Z`, total: [...kinds.values()].reduce((sum, count) => sum + count, 0), seconds,
    kinds: [...kinds].sort((a, b) => b[1] - a[1]), peak: (heights.indexOf(Math.max(...heights)) + 0.5) * (seconds / steps),
  };
}

/** How long a room has been open, in seconds. */
const lengthOf = (room: Room, curve: CurveFacts): number => {
  const end = Date.parse(room.closed_at ?? room.now);
  const open = room.opened_at === null ? 0 : (end - Date.parse(room.opened_at)) / 1000;
  return Math.max(60, open, (curve.bins.at(-1)?.at ?? 0) + curve.bin_seconds);
};

export function Curve({ room, curve }: { room: Room; curve: CurveFacts }) {
  if (room.opened_at === null || curve.bins.length === 0) return <p className={css['quiet']}>{m.room_curve_empty()}</p>;
  const opened = Date.parse(room.opened_at);
  const { path, total, kinds, peak, seconds } = draw(curve, lengthOf(room, curve));
  const knot = (at: string): number => Math.max(0, Math.min(WIDTH, ((Date.parse(at) - opened) / 1000 / seconds) * WIDTH));
  return (
    <figure className={css['curve']}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={path} />
        {room.moments.map(({ id, at }) => <line key={id} x1={knot(at)} x2={knot(at)} y1="0" y2={HEIGHT} />)}
      </svg>
      <figcaption>
        <span>{m.room_curve({ count: total, time: clockIn(new Date(opened + peak * 1000).toISOString(), room.time_zone) })}</span>
        <span>{kinds.map(([kind, count]) => <span key={kind} className={css['sum']}>{kind} {count}</span>)}</span>
      </figcaption>
    </figure>
  );
}
