/** WHIP (RFC 9725): WebRTC connections that send to a broadcast, each with the address by which it is ended. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { RTCPeerConnection } from 'werift';
import { Refusal, invalid, notFound, unavailable } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { refuse } from '../../refusals.ts';
import { whipHostsSetting, whipPortsSetting, whipSessionsSetting, whipSetting } from '../../settings.ts';
import type { Intake } from '../intake.ts';
import { openIntake } from '../publishers.ts';
import { kindsOf, whyNotOffer, withBitrates } from './answer.ts';
import { Media } from './media.ts';

/** A whole picture is asked for as often as a segment begins. */
const KEY_MS = 2000;
const CONNECT_MS = 20_000;
/** A phone that changes from one network to another is back within this, or has to begin anew. */
const SILENCE_MS = 15_000;
const CHECK_MS = 1000;

interface Session {
  readonly broadcastId: Id;
  readonly keyHash: Buffer;
  readonly intake: Intake;
  readonly connection: RTCPeerConnection;
  readonly timers: NodeJS.Timeout[];
  connected: boolean;
}

interface Sessions {
  readonly all: Map<string, Session>;
  /** Being opened. */
  opening: number;
}

const sessionsOf = perHouse((): Sessions => ({ all: new Map(), opening: 0 }));

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

export interface Offer {
  readonly broadcastId: Id;
  readonly key: string;
  readonly sdp: string;
  readonly address: string;
}

/**
 * Answers an offer; what is sent goes into the broadcast.
 * @throws Refusal 404 wrong key, 409 somebody sends already, 422 an offer without H.264 or Opus, 503 switched off or too many
 */
export async function openWhip(ctx: Context, offer: Offer): Promise<{ readonly session: string; readonly sdp: string }> {
  const sessions = sessionsOf(ctx);
  if (!ctx.settings.get(whipSetting)) throw unavailable('WHIP is switched off on this server. Send by RTMP, or from the browser.', 3600);
  if (sessions.all.size + sessions.opening >= ctx.settings.get(whipSessionsSetting)) throw unavailable('Too many send by WHIP just now. Send by RTMP, or from the browser.', 60);
  sessions.opening++;
  try {
    return await open(ctx, offer);
  } finally {
    sessions.opening--;
  }
}

async function open(ctx: Context, { broadcastId, key, sdp, address }: Offer): Promise<{ session: string; sdp: string }> {
  const id = randomBytes(18).toString('base64url');
  const intake = await openIntake(ctx, { key }, { kind: 'whip', address, stop: () => void close(ctx, id), tell: (_code, words) => ctx.log.debug({ words }, 'a sender would be told') });
  try {
    if (intake.broadcastId !== broadcastId) throw refuse('unknown_key');
    const why = whyNotOffer(sdp);
    if (why !== undefined) throw invalid(why);
    const connection = await connect(ctx, sdp);
    const session: Session = { broadcastId, keyHash: hashOf(key), intake, connection, timers: [], connected: false };
    sessionsOf(ctx).all.set(id, session);
    receive(ctx, id, session, kindsOf(sdp));
    const answer = await answerTo(connection, sdp);
    return { session: id, sdp: withBitrates(answer, Math.floor(intake.maxBitrate / 1000)) };
  } catch (error) {
    await close(ctx, id);
    await intake.end();
    if (error instanceof Refusal) throw error;
    ctx.log.debug({ err: error }, 'an offer could not be answered');
    throw invalid('The offer cannot be answered: send H.264 and Opus.');
  }
}

/** Ends a session. @throws Refusal 404, also for a key that is not its own. */
export async function endWhip(ctx: Context, { broadcastId, key, session }: { broadcastId: Id; key: string; session: string }): Promise<void> {
  const found = sessionsOf(ctx).all.get(session);
  if (found === undefined || found.broadcastId !== broadcastId || !timingSafeEqual(found.keyHash, hashOf(key))) throw notFound();
  await close(ctx, session);
}

/** At a stop. */
export async function closeWhips(house: House): Promise<void> {
  const ctx = house.context(SYSTEM);
  await Promise.all([...sessionsOf(ctx).all.keys()].map((id) => close(ctx, id)));
}

async function close(ctx: Context, id: string): Promise<void> {
  const sessions = sessionsOf(ctx).all;
  const session = sessions.get(id);
  if (session === undefined) return;
  sessions.delete(id);
  for (const timer of session.timers) clearInterval(timer);
  await session.intake.end();
  await session.connection.close();
}

/** Loaded by the first who comes this way: it costs 30 MB. */
async function connect(ctx: Context, sdp: string): Promise<RTCPeerConnection> {
  const { RTCPeerConnection, RTCRtpCodecParameters, useNACK, usePLI } = await import('werift');
  const [from, to] = ctx.settings.get(whipPortsSetting).split('-').map(Number);
  const hosts = ctx.settings.get(whipHostsSetting);
  return new RTCPeerConnection({
    iceServers: [],
    bundlePolicy: 'max-bundle',
    ...(from !== undefined && to !== undefined && { icePortRange: [from, to] as [number, number] }),
    ...(hosts.length > 0 && { iceAdditionalHostAddresses: hosts }),
    codecs: {
      video: sdp.includes('\nm=video ') ? [new RTCRtpCodecParameters({
        mimeType: 'video/h264', clockRate: 90_000, rtcpFeedback: [useNACK(), usePLI()],
        parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
      })] : [],
      audio: [new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48_000, channels: 2 })],
    },
    headerExtensions: { video: [], audio: [] },
  });
}

async function answerTo(connection: RTCPeerConnection, sdp: string): Promise<string> {
  await connection.setRemoteDescription({ type: 'offer', sdp });
  await connection.setLocalDescription(await connection.createAnswer());
  return connection.localDescription?.sdp ?? '';
}

function receive(ctx: Context, id: string, session: Session, kinds: ('video' | 'audio')[]): void {
  const { connection, intake, timers } = session;
  const { clock } = houseOf(ctx);
  const began = clock();
  let askForKey = (): void => undefined;
  const media = new Media(kinds, intake, () => askForKey());
  connection.onTrack.subscribe((track) => {
    const { kind } = track;
    if (kind !== 'video' && kind !== 'audio') return;
    if (kind === 'video') {
      askForKey = () => {
        const receiver = connection.getReceivers().find((one) => one.tracks.includes(track));
        if (receiver && track.ssrc !== undefined) void receiver.sendRtcpPLI(track.ssrc).catch(() => undefined);
      };
      timers.push(setInterval(askForKey, KEY_MS).unref());
    }
    track.onReceiveRtp.subscribe(({ header, payload }) => {
      session.connected = true;
      media.packet(kind, { sequence: header.sequenceNumber, timestamp: header.timestamp, marker: header.marker, payload }, clock() * 1000);
    });
    track.onReceiveRtcp.subscribe((packet) => {
      if (packet.type === 200 && 'senderInfo' in packet) media.report(kind, packet.senderInfo.ntpTimestamp, packet.senderInfo.rtpTimestamp);
    });
  });
  timers.push(setInterval(() => {
    const late = !session.connected && clock() - began > CONNECT_MS;
    if (late || (session.connected && intake.silentMs > SILENCE_MS) || intake.over || connection.connectionState === 'failed') void close(ctx, id);
  }, CHECK_MS).unref());
}
