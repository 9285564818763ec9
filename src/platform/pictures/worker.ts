/** The child process that opens pictures, one at a time. */

import { serveJobs } from '#platform/children/serve.ts';
import type { Size } from './render.ts';
import type { PictureFormat } from './sniff.ts';

export interface Job {
  bytes: Uint8Array;
  format: PictureFormat;
  size: Size;
}

await serveJobs(async () => {
  const { render } = await import('./render.ts');
  return ({ bytes, format, size }: Job) => render(bytes, format, size);
}, 256_000_000);
