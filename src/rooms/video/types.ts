import type { Id } from '#kit/ids.ts';

export type BroadcastState = 'ready' | 'live' | 'paused' | 'ended';
export type IngestKind = 'browser' | 'rtmp' | 'whip' | 'engine';

/** Where it is watched: addresses, never paths. Those that begin with a slash are ours. */
export interface Addresses {
  readonly playback: string | undefined;
  readonly lowLatency: string | undefined;
  readonly push: string | undefined;
  readonly rewind: string | undefined;
  readonly recording: string | undefined;
  readonly download: string | undefined;
}

export interface Broadcast {
  readonly id: Id;
  readonly roomId: Id | undefined;
  readonly accountId: Id;
  readonly offeredId: Id | undefined;
  readonly title: string;
  readonly state: BroadcastState;
  readonly kind: IngestKind | undefined;
  /** Only its account sees it. */
  readonly isPrivate: boolean;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly hasVideo: boolean;
  readonly startedAt: Date | undefined;
  readonly pausedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly targetSeconds: number | undefined;
  readonly durationMs: number;
  /** Bytes of the recording. */
  readonly bytes: number;
  /** What the broadcaster is told, in words. */
  readonly reason: string | undefined;
  readonly poster: Id | undefined;
  readonly addresses: Addresses;
}

/** The picture as it comes. `description`: the AVCDecoderConfigurationRecord (ISO/IEC 14496-15), its sizes of units 4 bytes. */
export interface PictureTrack {
  readonly kind: 'video';
  readonly codec: 'avc1';
  readonly description: Uint8Array;
  /** Ticks of its samples' times in a second. */
  readonly timescale: number;
}

/** The sound as it comes. `description`: the AudioSpecificConfig for mp4a; for opus an OpusHead, or nothing. */
export interface SoundTrack {
  readonly kind: 'audio';
  readonly codec: 'mp4a' | 'opus';
  readonly description: Uint8Array;
  readonly sampleRate: number;
  readonly channels: number;
  readonly timescale: number;
}

export type Track = PictureTrack | SoundTrack;

/** One frame. Times are whole ticks of its track; those of both tracks run on one clock. */
export interface Sample {
  readonly dts: number;
  readonly pts: number;
  /** Whether decoding can begin here; of no meaning for sound. */
  readonly key: boolean;
  /** Of a picture: units behind their sizes in 4 bytes (AVCC), not start codes. */
  readonly bytes: Uint8Array;
}

/** A segment on the disk. */
export interface StoredSegment {
  readonly msn: number;
  readonly stretch: number;
  readonly at: number;
  readonly bytes: number;
  readonly starts: number;
  readonly duration: number;
  readonly shownAt: Date;
  readonly independent: boolean;
}

/** What a stretch of segments begins with, without the bytes. */
export interface StoredStretch {
  readonly number: number;
  readonly initBytes: number;
  readonly codecs: string;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

export interface Caption {
  readonly id: Id;
  readonly broadcastId: Id;
  readonly writerId: Id | undefined;
  readonly language: string;
  readonly label: string;
  /** Somebody types it while the broadcast runs. */
  readonly live: boolean;
}

export interface Cue {
  readonly id: Id;
  readonly startsMs: number;
  readonly endsMs: number;
  readonly text: string;
}
