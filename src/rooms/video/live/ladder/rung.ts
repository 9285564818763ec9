/** One smaller picture of a broadcast: packaged like the picture itself, on a shelf of its own, kept nowhere. */

import type { PictureSize } from '#platform/media/scaler.ts';
import { readAudio, readVideo } from '../../ingest/rtmp/flv.ts';
import type { Part, Segment, Sink, Stretch } from '../../packager/made.ts';
import { Packager } from '../../packager/packager.ts';
import { Shelf } from '../shelf.ts';
import { FlvStream } from './flv-stream.ts';

/** Where what is made smaller began in the broadcast. */
export type Beginning = Pick<Part, 'msn' | 'starts' | 'shownAt'>;

/** The beginnings of stretches that viewers may still ask for. */
const MOST_STRETCHES = 8;

export class Rung implements Sink {
  /** Its shorter side is what the names of its files begin with. */
  readonly size: PictureSize;
  readonly shelf: Shelf;
  readonly stretches = new Map<number, Stretch>();
  #packager: Packager | undefined;
  #msn: number;
  #stretch = 0;
  #seconds = 0;
  #target: number | undefined;

  constructor(size: PictureSize, { msn, targetSeconds }: { msn: number; targetSeconds: number | undefined }) {
    this.size = size;
    this.#msn = msn;
    this.#target = targetSeconds;
    this.shelf = new Shelf({ msn, targetSeconds: targetSeconds ?? 2, stored: [], prefix: `${size.side}-` });
  }

  /** A stretch of the broadcast begins. @returns what takes the FLV that is made of it */
  begin(from: Beginning): FlvStream {
    this.#packager?.end();
    // The clock on the wall stands still for what was made: it is that of the picture it was made of.
    let [first, last] = [undefined as number | undefined, 0];
    const clock = (): number => from.shownAt + (last - (first ?? last));
    const packager = new Packager(this, { msn: this.#msn, seconds: Math.max(from.starts, this.#seconds), stretch: this.#stretch, targetSeconds: this.#target }, clock);
    this.#packager = packager;
    return new FlvStream(({ kind, time, body }) => {
      if (this.#packager !== packager) return;
      const media = kind === 'video' ? readVideo(body, time) : readAudio(body, time);
      if (media === undefined) return;
      if ('track' in media) return packager.config(media.track);
      if (kind === 'video') {
        first ??= time;
        last = time;
      }
      packager.sample(kind, media.sample);
    });
  }

  /** What there is goes out; more may follow. */
  end(): void {
    this.#packager?.end();
    this.#packager = undefined;
  }

  onStretch(stretch: Stretch): void {
    this.stretches.set(stretch.number, stretch);
    if (this.stretches.size > MOST_STRETCHES) this.stretches.delete(this.stretches.keys().next().value as number);
    this.#stretch = stretch.number + 1;
  }

  onPart(part: Part): void {
    this.shelf.addPart(part);
  }

  onSegment(segment: Segment): void {
    this.#target = this.#packager?.targetSeconds ?? this.#target ?? 2;
    this.#msn = segment.msn + 1;
    this.#seconds = segment.starts + segment.duration;
    this.shelf.addSegment(segment, this.#target);
  }

  onNotice(): void {
    // Told of the picture itself.
  }

  onFail(): void {
    this.end();
  }
}
