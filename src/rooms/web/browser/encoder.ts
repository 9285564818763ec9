/** The worker of a studio: a page that is behind another, or busy, sends as well as one in front. It runs by a policy of its own. */

import { Sender, processor } from '../app/client/studio/sender.ts';
import type { FromWorker, ToWorker } from '../app/client/studio/messages.ts';

const tell = (message: FromWorker): void => (globalThis as unknown as { postMessage(message: FromWorker): void }).postMessage(message);
const sender = new Sender(tell);

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => sender.obey(data));
tell({ kind: 'ready', readsTracks: processor() !== undefined });
