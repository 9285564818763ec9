/** The socket of a broadcaster, as docs/sending.md describes it: goes on where it was when the network comes back. */

const HEAD = 13;
/** What the server has not confirmed is kept for the next connection, up to so long: after that nobody waits for it any more. */
const KEPT_US = 3_500_000;
const FIRST_AGAIN_MS = 400;
const LAST_AGAIN_MS = 5000;
const RESUME_MS = 300_000;
/** The server says something each second: a line that is silent for longer is cut, even where nobody said so. */
const SILENT_MS = 6000;
/** Refusals that mean: not now. */
const PASSING: ReadonlySet<string> = new Set(['stopping', 'message']);

export interface Packet {
  readonly audio: boolean;
  readonly key: boolean;
  /** Microseconds. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

export interface Config {
  readonly track: 'video' | 'audio';
  readonly codec: string;
  /** Base64. */
  readonly description: string;
}

export interface LineEvents {
  /** `anew`: nothing that was sent before counts any more, and the picture begins with a keyframe. */
  connected(accepted: { readonly maxBitrate: number; readonly anew: boolean }): void;
  cut(): void;
  over(code: string, message: string): void;
  told(code: string, message: string): void;
  advised(bitrate: number): void;
}

interface Said {
  readonly type: string;
  readonly code?: string;
  readonly session?: string;
  readonly next?: number;
  readonly max_bitrate?: number;
  readonly message?: string;
  readonly advised?: number;
  readonly behind_ms?: number;
}

interface Kept {
  readonly number: number;
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export class Line {
  readonly #address: string;
  readonly #events: LineEvents;
  readonly #configs = new Map<string, Config>();
  readonly #watch: ReturnType<typeof setInterval>;
  #socket: WebSocket | undefined;
  #session: string | undefined;
  #takeOver: boolean;
  #accepted = false;
  #kept: Kept[] = [];
  #number = 0;
  #heardAt = 0;
  #cutAt: number | undefined;
  #tries = 0;
  #held = false;
  #over = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #behindMs = 0;

  constructor(address: string, takeOver: boolean, events: LineEvents) {
    [this.#address, this.#takeOver, this.#events] = [address, takeOver, events];
    this.#watch = setInterval(() => this.#listen(), 1000);
    addEventListener('online', () => this.#retry());
    this.#connect();
  }

  /** Bytes that wait here. */
  get waiting(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** What the server sees waiting. */
  get behindMs(): number {
    return this.#accepted ? this.#behindMs : 0;
  }

  get connected(): boolean {
    return this.#accepted;
  }

  configure(config: Config): void {
    this.#configs.set(config.track, config);
    if (this.#accepted) this.#say({ type: 'config', ...config });
  }

  /** @returns how many bytes went out */
  send({ audio, key, at, bytes }: Packet): number {
    if (this.#over || this.#held) return 0;
    const packet = new Uint8Array(HEAD + bytes.length);
    const view = new DataView(packet.buffer);
    const number = this.#number++;
    view.setUint8(0, (audio ? 16 : 0) | (key ? 1 : 0));
    view.setUint32(1, number);
    view.setBigInt64(5, BigInt(Math.round(at)));
    packet.set(bytes, HEAD);
    this.#kept.push({ number, at, bytes: packet });
    while ((this.#kept[0]?.at ?? at) < at - KEPT_US) this.#kept.shift();
    if (!this.#accepted) return 0;
    this.#socket?.send(packet);
    return packet.length;
  }

  /** Nothing goes out until `resume`; viewers are told. */
  hold(): void {
    if (this.#held || this.#over) return;
    this.#held = true;
    this.#leave();
  }

  resume(): void {
    if (!this.#held || this.#over) return;
    this.#held = false;
    this.#kept = [];
    this.#connect();
  }

  end(): void {
    this.#leave();
    this.#finish();
  }

  #leave(): void {
    if (this.#accepted) this.#say({ type: 'end' });
    this.#drop();
    clearTimeout(this.#again);
  }

  /** The socket that there is counts no more, whatever it still says. */
  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#accepted = false;
    socket?.close();
  }

  #connect(): void {
    const socket = new WebSocket(this.#address, ['perchoir.session']);
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.addEventListener('open', () => this.#say({ type: 'hello', take_over: this.#takeOver, ...(this.#session !== undefined && { session: this.#session }) }));
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (this.#socket === socket) this.#heard(JSON.parse(data) as Said);
    });
    socket.addEventListener('close', () => {
      if (this.#socket === socket) this.#closed();
    });
  }

  #listen(): void {
    if (this.#socket !== undefined && Date.now() - this.#heardAt > SILENT_MS) this.#closed();
  }

  #retry(): void {
    if (this.#over || this.#held || this.#accepted || this.#cutAt === undefined) return;
    clearTimeout(this.#again);
    this.#drop();
    this.#connect();
  }

  #closed(): void {
    this.#drop();
    if (this.#over || this.#held) return;
    this.#cutAt ??= Date.now();
    if (Date.now() - this.#cutAt > RESUME_MS) {
      this.#finish();
      return this.#events.over('lost', '');
    }
    this.#events.cut();
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#retry(), Math.min(LAST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** this.#tries++));
  }

  #heard(said: Said): void {
    this.#heardAt = Date.now();
    const { type, code = 'message', message = '' } = said;
    if (type === 'accepted') this.#begin(said);
    else if (type === 'received') {
      this.#behindMs = said.behind_ms ?? 0;
      this.#forget(said.next ?? 0);
    } else if (type === 'bitrate' && said.advised !== undefined) this.#events.advised(said.advised);
    else if (type === 'warning') this.#events.told(code, message);
    else if (type === 'refused' && PASSING.has(code)) this.#closed();
    else if (type === 'refused' || type === 'ended') {
      this.#finish();
      this.#events.over(code, message);
    }
  }

  #begin({ session, next = 0, max_bitrate: maxBitrate = 2_500_000 }: Said): void {
    const anew = session !== this.#session || this.#cutAt === undefined || Date.now() - this.#cutAt > KEPT_US / 1000;
    this.#session = session;
    this.#accepted = true;
    this.#takeOver = false;
    this.#cutAt = undefined;
    this.#tries = 0;
    for (const config of this.#configs.values()) this.#say({ type: 'config', ...config });
    if (anew) this.#kept = [];
    this.#forget(next);
    for (const { bytes } of this.#kept) this.#socket?.send(bytes);
    this.#events.connected({ maxBitrate, anew });
  }

  #forget(next: number): void {
    while ((this.#kept[0]?.number ?? next) < next) this.#kept.shift();
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#again);
    clearInterval(this.#watch);
    this.#drop();
  }

  #say(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
