/**
 * From a stranger's video or sound to one that every browser plays: what is inside is copied packet by packet into a new
 * container, so that nothing of the old one is left (places, names, other tracks), with its index in front. Runs only in the
 * child process (worker.ts).
 */

import { stat } from 'node:fs/promises';
import {
  Conversion, FilePathSource, FilePathTarget, Input, MP3, MP4, Mp3OutputFormat, Mp4OutputFormat, OGG, OggOutputFormat, Output, QTFF,
} from 'mediabunny';
import type { InputAudioTrack, InputVideoTrack, OutputFormat } from 'mediabunny';
import type { BlobType } from '#platform/blobs.ts';
import { HIGHEST_FRAME_RATE, LARGEST_MOVIE_PIXELS } from './bounds.ts';
import type { MediaProblem } from './media-error.ts';
import type { MediaJob, Prepared } from './prepared.ts';

type MovieJob = Extract<MediaJob, { kind: 'movie' }>;

class UnfitMovie extends Error {
  readonly problem: MediaProblem;

  constructor(problem: MediaProblem) {
    super(problem);
    this.problem = problem;
  }
}

const SOUNDS: Readonly<Record<MovieJob['format'], readonly string[]>> = { mp4: ['aac', 'mp3'], mp3: ['mp3'], ogg: ['opus', 'vorbis'] };
/** A day: longer is a lie, or no short video. */
const LONGEST_SECONDS = 86_400;
/** Sums of rates are a little uneven. */
const CUT_SHARE = 0.999;

function outputOf(format: MovieJob['format'], hasPicture: boolean): { format: OutputFormat; type: BlobType } {
  if (format === 'mp3') return { format: new Mp3OutputFormat({ xingHeader: true }), type: 'audio/mpeg' };
  if (format === 'ogg') return { format: new OggOutputFormat(), type: 'audio/ogg' };
  return { format: new Mp4OutputFormat({ fastStart: 'in-memory' }), type: hasPicture ? 'video/mp4' : 'audio/mp4' };
}

/** @throws UnfitMovie */
export async function makeMovie(job: MovieJob): Promise<Prepared> {
  const input = new Input({ source: new FilePathSource(job.path), formats: [MP4, QTFF, MP3, OGG] });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  if (video === null && audio === null) throw new UnfitMovie('broken');
  if (video !== null && (job.format !== 'mp4' || (await video.getCodec()) !== 'avc')) throw new UnfitMovie('codec');
  if (audio !== null && !SOUNDS[job.format].includes(String(await audio.getCodec()))) throw new UnfitMovie('codec');
  const picture = video && (await measure(video));
  const wanted = [video, audio].filter((track) => track !== null);
  // What a track is called is the sender's too, and a conversion would take it along.
  for (const track of wanted) Object.assign(track, { getName: () => Promise.resolve(null), getLanguageCode: () => Promise.resolve('und') });
  const { format, type } = outputOf(job.format, video !== null);
  const output = new Output({ format, target: new FilePathTarget(job.out) });
  const conversion = await Conversion.init({
    input, output, tracks: 'primary', tags: {}, showWarnings: false, copy: { mode: 'forced', shiftTolerance: Number.POSITIVE_INFINITY },
  });
  if (!conversion.isValid || !wanted.every((track) => conversion.utilizedTracks.includes(track))) throw new UnfitMovie('codec');
  const time = await measureTime(input, wanted, (await stat(job.path)).size);
  await conversion.execute();
  return {
    type: video === null ? 'audio' : 'video',
    file: { path: job.out, type },
    moves: false,
    preview: undefined,
    blurhash: undefined,
    size: picture?.size,
    frameRate: picture?.frameRate,
    ...time,
  };
}

/** By the packets, not by what the header says. */
async function measure(video: InputVideoTrack): Promise<{ size: Prepared['size']; frameRate: number }> {
  const size = { width: await video.getDisplayWidth(), height: await video.getDisplayHeight() };
  const { averagePacketRate, packetCount } = await video.computePacketStats();
  if (packetCount === 0 || !(size.width > 0 && size.height > 0)) throw new UnfitMovie('broken');
  if (size.width * size.height > LARGEST_MOVIE_PIXELS) throw new UnfitMovie('tooLarge');
  const frameRate = Number.isFinite(averagePacketRate) ? averagePacketRate : 0;
  if (packetCount > 2 * HIGHEST_FRAME_RATE && frameRate > HIGHEST_FRAME_RATE + 1) throw new UnfitMovie('tooLarge');
  return { size, frameRate };
}

/** @throws UnfitMovie for a file that ends before what it lists */
async function measureTime(input: Input, tracks: readonly (InputAudioTrack | InputVideoTrack)[], bytes: number): Promise<{ duration: number; bitrate: number | undefined }> {
  const duration = await input.computeDuration();
  if (!(duration >= 0 && duration < LONGEST_SECONDS)) throw new UnfitMovie('broken');
  const stats = await Promise.all(tracks.map((track) => track.computePacketStats()));
  const listed = stats.reduce((sum, one) => sum + (one.averageBitrate * one.packetCount) / (8 * one.averagePacketRate || 1), 0);
  if (listed * CUT_SHARE > bytes) throw new UnfitMovie('broken');
  const bitrate = stats[0]?.averageBitrate;
  return { duration, bitrate: bitrate !== undefined && Number.isFinite(bitrate) ? Math.round(bitrate) : undefined };
}
