/** Addresses that phones read from a screen or from paper. */

import { create } from 'qrcode';

export interface QrDrawing {
  /** Squares along an edge. */
  readonly size: number;
  readonly path: string;
}

/** A drawing of square dots, one unit each. */
export function drawQr(text: string): QrDrawing {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
  let path = '';
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (data[y * size + x]) path += `M${x} ${y}h1v1h-1z`;
  return { size, path };
}
