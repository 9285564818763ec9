/** What comes out of the packager. Times are seconds of the broadcast's own time, which has no gaps; `shownAt` is the clock on the wall. */

import type { IngestCode } from '../refusals.ts';

export interface Stretch {
  readonly number: number;
  readonly init: Buffer;
  /** As `CODECS` says it (RFC 6381). */
  readonly codecs: string;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

export interface Part {
  readonly msn: number;
  readonly index: number;
  readonly stretch: number;
  readonly bytes: Buffer;
  readonly starts: number;
  readonly duration: number;
  /** Milliseconds since 1970 at which its segment begins. */
  readonly shownAt: number;
  readonly independent: boolean;
}

export interface Segment {
  readonly msn: number;
  readonly stretch: number;
  readonly parts: readonly Part[];
  readonly starts: number;
  readonly duration: number;
  readonly shownAt: number;
  readonly independent: boolean;
  readonly bytes: number;
}

export interface Sink {
  onStretch(stretch: Stretch): void;
  onPart(part: Part): void;
  onSegment(segment: Segment): void;
  /** Words for the broadcaster. */
  onNotice(text: string): void;
  /** Nothing can be made of what comes. */
  onFail(code: IngestCode): void;
}
