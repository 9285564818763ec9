import { Type } from 'typebox';
import { AccountReply } from '#accounts';
import type { Id } from '#kit/ids.ts';
import { mayWriteCaption } from './rules.ts';
import type { Broadcast, Caption } from './types.ts';

const Text = Type.String({ maxLength: 100_000 });
const TextOrNull = Type.Union([Text, Type.Null()]);
const CountOrNull = Type.Union([Type.Integer(), Type.Null()]);

const CaptionReply = Type.Object({ id: Text, language: Text, label: Text, live: Type.Boolean(), url: Text, may_write: Type.Optional(Type.Boolean()) });

export const BroadcastReply = Type.Object({
  id: Text,
  room_id: TextOrNull,
  title: Text,
  state: Text,
  kind: TextOrNull,
  private: Type.Boolean(),
  account: AccountReply,
  width: CountOrNull,
  height: CountOrNull,
  has_video: Type.Boolean(),
  started_at: TextOrNull,
  ended_at: TextOrNull,
  duration_ms: Type.Integer(),
  playback_url: TextOrNull,
  low_latency_url: TextOrNull,
  push_url: TextOrNull,
  rewind_url: TextOrNull,
  recording_url: TextOrNull,
  download_url: TextOrNull,
  poster_url: TextOrNull,
  captions: Type.Array(CaptionReply),
  viewers: Type.Integer(),
  reason: TextOrNull,
  offered_to: Type.Optional(TextOrNull),
  publish: Type.Optional(Type.Object({ ws_url: TextOrNull, rtmp_url: TextOrNull, whip_url: TextOrNull, key: Type.Optional(Text) })),
});

/** Where a broadcaster sends to. */
export interface PublishAddresses {
  /** Browsers send to us alone. */
  readonly ws: string | undefined;
  readonly rtmp: string | undefined;
  readonly whip: string | undefined;
}

/** What is known of it besides its own facts. */
export interface Around {
  readonly origin: string;
  /** The Account entity, encoded. */
  readonly account: object;
  readonly captions: readonly Caption[];
  readonly viewers: number;
  readonly viewer: Id | 'system' | undefined;
  /** For its broadcaster only. */
  readonly publish?: PublishAddresses | undefined;
  /** Shown once. */
  readonly key?: string | undefined;
}

function presentCaption(origin: string, caption: Caption, mayWrite: boolean): object {
  const { id, broadcastId, language, label, live } = caption;
  return { id: String(id), language, label, live, url: `${origin}/video/${broadcastId}/captions/${id}.vtt`, ...(mayWrite && { may_write: true }) };
}

/** The Broadcast entity: only addresses at which there is something now. */
export function presentBroadcast(broadcast: Broadcast, around: Around): object {
  const { id, roomId, state, addresses, poster, bytes } = broadcast;
  const { origin, publish, key, viewer } = around;
  const at = (address: string | undefined, is = true): string | null => {
    if (address === undefined || !is) return null;
    return address.startsWith('/') ? origin + address : address;
  };
  const runs = state === 'live' || state === 'paused';
  const own = addresses.playback?.startsWith('/') === true;
  const isOffered = viewer !== undefined && viewer === broadcast.offeredId;
  const kept = state === 'ended' && (!own || bytes > 0);
  return {
    id: String(id),
    room_id: roomId === undefined ? null : String(roomId),
    title: broadcast.title,
    state,
    kind: broadcast.kind ?? null,
    private: broadcast.isPrivate,
    account: around.account,
    width: broadcast.width ?? null,
    height: broadcast.height ?? null,
    has_video: broadcast.hasVideo,
    started_at: broadcast.startedAt?.toISOString() ?? null,
    ended_at: broadcast.endedAt?.toISOString() ?? null,
    duration_ms: broadcast.durationMs,
    playback_url: at(addresses.playback, runs || kept),
    low_latency_url: at(addresses.lowLatency, runs),
    push_url: at(addresses.push, runs)?.replace(/^http/, 'ws') ?? null,
    rewind_url: at(addresses.rewind, runs && (!own || bytes > 0)),
    recording_url: at(addresses.recording, kept),
    download_url: at(addresses.download, kept),
    poster_url: poster === undefined ? null : `${origin}/video/${id}/poster-${poster}.jpg`,
    captions: around.captions.map((caption) => presentCaption(origin, caption, viewer !== undefined && mayWriteCaption(broadcast, caption, viewer))),
    viewers: around.viewers,
    reason: publish === undefined ? null : (broadcast.reason ?? null),
    ...((publish !== undefined || isOffered) && { offered_to: broadcast.offeredId === undefined ? null : String(broadcast.offeredId) }),
    ...(publish && {
      publish: { ws_url: publish.ws ?? null, rtmp_url: publish.rtmp ?? null, whip_url: publish.whip ?? null, ...(key !== undefined && { key }) },
    }),
  };
}
