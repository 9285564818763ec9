/** Which point of a picture stays in sight when it is cut: shown with a finger, or with two sliders by keyboard. */

import type { PointerEvent, RefObject } from 'react';
import * as m from '../../paraglide/messages.js';
import { Panel } from '../ask.tsx';
import floats from '../floats.module.css';
import type { Medium } from './draft.ts';
import css from './media.module.css';

interface FocusPointProps {
  readonly picture: string;
  readonly focus: Medium['focus'];
  readonly onChange: (focus: Medium['focus']) => void;
  readonly onClose: () => void;
  readonly back: RefObject<HTMLElement | null>;
}

const within = (value: number): number => Math.max(-1, Math.min(1, Math.round(value * 100) / 100));

export function FocusPoint({ picture, focus: { x, y }, onChange, onClose, back }: FocusPointProps) {
  const show = (event: PointerEvent): void => {
    if (event.buttons === 0) return;
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    onChange({ x: within(((event.clientX - left) / width) * 2 - 1), y: within(1 - ((event.clientY - top) / height) * 2) });
  };
  return (
    <Panel title={m.media_focus()} onClose={onClose} back={back}>
      <p>{m.focus_line()}</p>
      <div className={css['field']} onPointerDown={show} onPointerMove={show}>
        <img src={picture} alt="" draggable={false} />
        <span className={css['point']} style={{ left: `${(x + 1) * 50}%`, top: `${(1 - y) * 50}%` }} />
      </div>
      <label className={css['slide']}><span>{m.focus_across()}</span><input type="range" min={-1} max={1} step={0.05} value={x} onChange={(event) => onChange({ x: event.currentTarget.valueAsNumber, y })} /></label>
      <label className={css['slide']}><span>{m.focus_up()}</span><input type="range" min={-1} max={1} step={0.05} value={y} onChange={(event) => onChange({ x, y: event.currentTarget.valueAsNumber })} /></label>
      <div className={floats['ends']}><button type="button" className="button next" onClick={onClose}>{m.focus_done()}</button></div>
    </Panel>
  );
}
