/** One encoder's conversation: from `connect` to `publish`, the sound and picture it sends, and the answers it gets. */

import { Refusal } from '#kit/errors.ts';
import type { Intake } from '../intake.ts';
import { AmfError, readAmf, writeAmf } from './amf.ts';
import type { Amf, Said } from './amf.ts';
import { ChunkError, ChunkReader, OWN_CHUNK, writeMessage } from './chunks.ts';
import type { Message } from './chunks.ts';
import { MediaRefused, readAudio, readVideo } from './flv.ts';

/** What lies under a conversation: a connection, or a test. */
export interface Line {
  send(bytes: Buffer): void;
  /** Reads no more until `resume`, so that nothing is kept while a key is looked up. */
  pause(): void;
  resume(): void;
  /** Sends what was said, then closes. */
  end(): void;
}

/** Looks a key up; `cut` ends the conversation later. @throws Refusal whose words the broadcaster reads. */
export type Admit = (key: string, cut: (why: string) => void) => Promise<Intake>;

const WINDOW = 2_500_000;
const CHUNK_SIZE = 1;
const ABORT = 2;
const CONTROL = 4;
const WINDOW_SIZE = 5;
const BANDWIDTH = 6;
const AUDIO = 8;
const VIDEO = 9;
const COMMAND_3 = 17;
const COMMAND = 20;
const STREAM = 1;
/** Commands of one connection: an encoder sends some eight. */
const MOST_COMMANDS = 50;

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export class Conversation {
  readonly #line: Line;
  readonly #admit: Admit;
  readonly #reader: ChunkReader;
  #intake: Intake | undefined;
  #state: 'new' | 'connected' | 'asked' | 'publishing' | 'over' = 'new';
  #acknowledged = 0;
  #commands = 0;
  /** The first message's time, and how often 32 bits went round. */
  #times = new Map<number, { last: number; rounds: number }>();

  constructor(line: Line, admit: Admit) {
    this.#line = line;
    this.#admit = admit;
    this.#reader = new ChunkReader((bytes) => line.send(bytes));
  }

  /** Whether a key was accepted; who has none after some seconds is cut off. */
  get publishing(): boolean {
    return this.#state === 'publishing';
  }

  /** Bytes as they come. */
  push(bytes: Buffer): void {
    if (this.#state === 'over') return;
    try {
      for (const message of this.#reader.push(bytes)) {
        this.#obey(message);
        if (this.#over) return;
      }
      this.#acknowledge();
    } catch (error) {
      if (error instanceof MediaRefused) this.#refuse('NetStream.Publish.Rejected', error.message);
      else if (error instanceof ChunkError || error instanceof AmfError) this.#finish(error.message);
      else throw error;
    }
  }

  /** The connection is gone. */
  closed(): void {
    if (!this.#over) this.#finish();
  }

  get #over(): boolean {
    return this.#state === 'over';
  }

  #acknowledge(): void {
    const { received } = this.#reader;
    if (received - this.#acknowledged < WINDOW / 2) return;
    this.#acknowledged = received;
    this.#line.send(writeMessage(3, uint32(received % 2 ** 32)));
  }

  #obey({ type, bytes, time }: Message): void {
    if (type === AUDIO || type === VIDEO) this.#media(type, bytes, time);
    else if (type === CHUNK_SIZE && bytes.length >= 4) this.#reader.setChunk(bytes.readUInt32BE());
    else if (type === ABORT && bytes.length >= 4) this.#reader.abort(bytes.readUInt32BE());
    else if (type === CONTROL && bytes.length >= 6 && bytes.readUInt16BE() === 6) this.#line.send(writeMessage(CONTROL, Buffer.concat([Buffer.from([0, 7]), bytes.subarray(2, 6)])));
    else if (type === COMMAND || type === COMMAND_3) this.#command(readAmf(type === COMMAND ? bytes : bytes.subarray(1)));
  }

  #media(type: number, bytes: Buffer, time: number): void {
    if (this.#intake === undefined || this.#state !== 'publishing') throw new ChunkError('Sound or picture came before a key');
    const found = type === VIDEO ? readVideo(bytes, this.#unrolled(type, time)) : readAudio(bytes, this.#unrolled(type, time));
    if (found === undefined) return;
    if ('track' in found) this.#intake.configure(found.track);
    else this.#intake.take(type === VIDEO ? 'video' : 'audio', found.sample);
  }

  /** Times that go on growing where 32 bits begin anew. */
  #unrolled(type: number, time: number): number {
    const known = this.#times.get(type);
    const rounds = known === undefined ? 0 : known.rounds + (known.last - time > 2 ** 31 ? 1 : 0);
    this.#times.set(type, { last: time, rounds });
    return rounds * 2 ** 32 + time;
  }

  #command([name, transaction, ...rest]: readonly Amf[]): void {
    if (typeof name !== 'string' || ++this.#commands > MOST_COMMANDS) throw new ChunkError('There are too many commands');
    const id = typeof transaction === 'number' ? transaction : 0;
    if (name === 'connect') this.#connect(id);
    else if (name === 'publish') this.#publish(rest[1]);
    else if (name === 'createStream') this.#say('_result', id, null, STREAM);
    else if (name === 'releaseStream' || name === '_checkbw') this.#say('_result', id, null);
    else if (name === 'FCPublish') this.#say('onFCPublish', 0, null, { code: 'NetStream.Publish.Start', description: '' });
    else if (name === 'deleteStream' || name === 'FCUnpublish' || name === 'closeStream') {
      if (this.#state === 'publishing') this.#finish();
    } else if (name === 'play') this.#refuse('NetStream.Play.Failed', 'This address takes video; it is watched on the page of the broadcast.');
  }

  #connect(id: number): void {
    if (this.#state !== 'new') throw new ChunkError('Connected already');
    this.#state = 'connected';
    this.#line.send(
      Buffer.concat([
        writeMessage(WINDOW_SIZE, uint32(WINDOW)),
        writeMessage(BANDWIDTH, Buffer.concat([uint32(WINDOW), Buffer.from([2])])),
        writeMessage(CHUNK_SIZE, uint32(OWN_CHUNK)),
      ]),
    );
    const about = { level: 'status', code: 'NetConnection.Connect.Success', description: 'Connected', objectEncoding: 0 };
    this.#say('_result', id, { fmsVer: 'FMS/3,0,1,123', capabilities: 31 }, about);
  }

  #publish(name: Amf): void {
    if (this.#state !== 'connected') throw new ChunkError('There is nothing to publish here');
    this.#state = 'asked';
    // Some encoders add parameters to the key.
    const key = typeof name === 'string' ? (name.split('?')[0] ?? '') : '';
    this.#line.pause();
    void this.#admit(key, (why) => this.#refuse('NetStream.Publish.Rejected', why)).then(
      (intake) => this.#begin(intake),
      (error: unknown) => this.#refuse('NetStream.Publish.BadName', error instanceof Refusal ? error.message : 'Please try again in a moment.'),
    );
  }

  #begin(intake: Intake): void {
    // The encoder may have gone while its key was looked up.
    if (this.#over) return void intake.end();
    this.#intake = intake;
    this.#state = 'publishing';
    this.#line.send(writeMessage(CONTROL, Buffer.concat([Buffer.from([0, 0]), uint32(STREAM)])));
    this.#tell('status', 'NetStream.Publish.Start', 'Live');
    this.#line.resume();
  }

  #say(...values: readonly Said[]): void {
    this.#line.send(writeMessage(COMMAND, writeAmf(...values)));
  }

  #tell(level: string, code: string, description: string): void {
    this.#line.send(writeMessage(COMMAND, writeAmf('onStatus', 0, null, { level, code, description }), STREAM));
  }

  #refuse(code: string, why: string): void {
    if (this.#over) return;
    this.#tell('error', code, why);
    this.#finish(why);
  }

  #finish(why?: string): void {
    this.#state = 'over';
    void this.#intake?.end(why);
    this.#intake = undefined;
    this.#line.end();
  }
}
