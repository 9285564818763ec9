/** The child process that opens uploads, one at a time. Each library is loaded when the first file needs it. */

import { serveJobs } from '#platform/children/serve.ts';
import type { MediaJob, Prepared } from './prepared.ts';

async function make(job: MediaJob): Promise<Prepared> {
  if (job.kind === 'movie') return (await import('./movie.ts')).makeMovie(job);
  return (await import('./picture.ts')).makePicture(job);
}

// The index of a video stands in front of it, so the whole of it is held until it is known.
await serveJobs(async () => {
  await import('./picture.ts');
  return make;
}, 446_000_000);
