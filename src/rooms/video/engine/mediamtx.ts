/**
 * MediaMTX (1.x) as engine: it asks us by its HTTP authentication, tells us by its hooks, and is told by its control API.
 * docs/live.md has the lines for its configuration.
 */

import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { EngineConfig } from '#platform/config.ts';
import type { Outbound } from '#platform/outbound.ts';
import type { Addresses } from '../types.ts';
import type { EngineAdapter, EngineEvent, EngineQuestion, PublishTargets } from './adapter.ts';

const FOLDER = 'live/';
/** Its kinds of senders, and the list of the control API that each is in. */
const LISTS: Readonly<Record<string, string>> = {
  rtmpConn: 'rtmpconns', rtmpsConn: 'rtmpsconns', webRTCSession: 'webrtcsessions', srtConn: 'srtconns', rtspSession: 'rtspsessions', rtspsSession: 'rtspssessions',
};
const PATIENCE_MS = 5000;

type Message = Readonly<Record<string, unknown>>;

const textOf = (message: Message, name: string): string => {
  const value = message[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
};

const broadcastOf = (path: string): Id | undefined => (path.startsWith(FOLDER) ? parseId(path.slice(FOLDER.length)) : undefined);

export class MediaMtx implements EngineAdapter {
  readonly name = 'mediamtx';
  readonly #config: EngineConfig;
  readonly #outbound: Outbound;

  constructor(config: EngineConfig, outbound: Outbound) {
    [this.#config, this.#outbound] = [config, outbound];
  }

  publishTargets(id: Id): PublishTargets {
    const { rtmp, whip } = this.#config;
    return { rtmp: rtmp && `${rtmp}/${FOLDER}${id}`, whip: whip && `${whip}/${FOLDER}${id}/whip` };
  }

  playback(id: Id): Addresses {
    const playlist = `${this.#config.hls}/${FOLDER}${id}/index.m3u8`;
    return { playback: playlist, lowLatency: playlist, push: undefined, rewind: undefined, recording: undefined, download: undefined };
  }

  readEvent(message: Message): EngineEvent | undefined {
    const broadcastId = broadcastOf(textOf(message, 'path'));
    const event = textOf(message, 'event');
    if (broadcastId === undefined) return undefined;
    if (event === 'ready') return { type: 'started', broadcastId };
    if (event === 'notReady') return { type: 'stopped', broadcastId };
    return event === 'recording' ? this.#recorded(broadcastId, message) : undefined;
  }

  readQuestion(message: Message): EngineQuestion | undefined {
    const broadcastId = broadcastOf(textOf(message, 'path'));
    const action = textOf(message, 'action');
    if (broadcastId === undefined || !['publish', 'read', 'playback'].includes(action)) return undefined;
    const query = new URLSearchParams(textOf(message, 'query').slice(0, 1000));
    const key = textOf(message, 'password') || textOf(message, 'token') || (query.get('key') ?? '');
    return { broadcastId, act: action === 'publish' ? 'publish' : 'read', key, address: textOf(message, 'ip').slice(0, 45) };
  }

  async kick(id: Id): Promise<void> {
    const found = await this.#call('GET', `/v3/paths/get/${FOLDER}${id}`);
    const source = (found?.['source'] ?? {}) as Message;
    const list = LISTS[textOf(source, 'type')];
    const name = textOf(source, 'id');
    if (list !== undefined && /^[\w-]{1,100}$/.test(name)) await this.#call('POST', `/v3/${list}/kick/${name}`);
  }

  /** Its playback server gives out a stretch of time as one file. */
  #recorded(broadcastId: Id, message: Message): EngineEvent | undefined {
    // The file is named by the second in which it began; the path itself concerns nobody.
    const began = /(\d{9,11})-\d{1,6}\.\w{2,4}$/.exec(textOf(message, 'segment'))?.[1];
    const duration = Number(textOf(message, 'duration'));
    if (this.#config.recordings === undefined || began === undefined || !(duration > 0)) return undefined;
    const query = new URLSearchParams({ path: `${FOLDER}${broadcastId}`, start: new Date(Number(began) * 1000).toISOString(), duration: String(duration) });
    const at = `${this.#config.recordings}/get?${query}`;
    return { type: 'recorded', broadcastId, recording: `${at}&format=fmp4`, download: `${at}&format=mp4` };
  }

  /** Undefined: there is no such thing there. */
  async #call(method: 'GET' | 'POST', path: string): Promise<Message | undefined> {
    const answer = await this.#outbound.fetch(this.#config.api + path, { method, timeoutMs: PATIENCE_MS, maxRedirects: 0 });
    if (answer.status === 404) return undefined;
    if (answer.status >= 300) throw new Error(`The engine answered ${answer.status}`);
    const text = Buffer.from(answer.body).toString('utf8');
    return text === '' ? {} : (JSON.parse(text) as Message);
  }
}
