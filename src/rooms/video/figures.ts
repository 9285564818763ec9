import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { rtmpDoor } from './ingest/rtmp/listen.ts';
import { selectDiskUse, selectLiveCount } from './queries/broadcasts.ts';

/** What whoever runs the server wants to know about live video. */
export interface VideoFigures {
  readonly live: number;
  /** Of all recordings. */
  readonly bytes: number;
  readonly ffmpeg: boolean;
  /** The port for encoders; off: none is wanted; taken: the one that is wanted cannot be had. */
  readonly rtmp: number | 'off' | 'taken';
}

export async function readVideoFigures(ctx: Context): Promise<VideoFigures> {
  const { config } = houseOf(ctx);
  const door = rtmpDoor(ctx);
  const [live, bytes] = await Promise.all([selectLiveCount(ctx), selectDiskUse(ctx)]);
  return { live, bytes, ffmpeg: config.ffmpeg !== undefined, rtmp: 'port' in door ? door.port : config.rtmpPort === 0 ? 'off' : 'taken' };
}
