import type { Id } from '#kit/ids.ts';
import { defineJob } from '#platform/jobs.ts';

/** `pausedAt`: of which pause; another one has a job of its own. */
export const endAbandoned = defineJob<{ id: Id; pausedAt: string }>('video.endAbandoned');
/** What is left of a deleted one on the disk. */
export const removeRecording = defineJob<{ id: Id }>('video.removeRecording');
export const sweepRecordings = defineJob<object>('video.sweepRecordings');
/** Some seconds after the first segment, when it is on the disk. */
export const drawPoster = defineJob<{ id: Id }>('video.drawPoster');
