/** A square code, as a drawing with a name. */

import type { QrDrawing } from '#auth';
import css from './room.module.css';

export function Qr({ drawing: { size, path }, label }: { drawing: QrDrawing; label: string }) {
  return (
    <figure className={css['qrFigure']}>
      <svg className={css['qr']} viewBox={`0 0 ${size} ${size}`} aria-hidden="true" shapeRendering="crispEdges"><path d={path} fill="black" /></svg>
      <figcaption className="unseen">{label}</figcaption>
    </figure>
  );
}
