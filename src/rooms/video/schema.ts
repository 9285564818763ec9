import type { Id } from '#kit/ids.ts';
import type { BroadcastState, IngestKind } from './types.ts';

export interface BroadcastRow {
  id: Id;
  room_id: Id | null;
  account_id: Id;
  offered_id: Id | null;
  title: string;
  state: BroadcastState;
  kind: IngestKind | null;
  private: boolean;
  width: number | null;
  height: number | null;
  has_video: boolean;
  started_at: Date | null;
  paused_at: Date | null;
  ended_at: Date | null;
  target_seconds: number | null;
  duration_ms: number;
  bytes: number;
  reason: string | null;
  poster: Id | null;
  playback_url: string | null;
  low_latency_url: string | null;
  push_url: string | null;
  rewind_url: string | null;
  recording_url: string | null;
  download_url: string | null;
}

export interface CaptionRow {
  id: Id;
  broadcast_id: Id;
  writer_id: Id | null;
  language: string;
  label: string;
  live: boolean;
}
