/** Frames: one thing that happened, encoded once for all who get it. Pure. */

import type { Id } from '#kit/ids.ts';

/** In the place of an event's id: a client that comes back goes on from where it was before. */
export const PASSING: Id = 0;

export class Frame {
  readonly event: string;
  /**
   * Text: JSON for objects, the plain id for deletions, `1` where there is nothing to say (`filters_changed`). Never empty:
   * event streams leave out events without data, and clients read what is there as JSON.
   */
  readonly payload: string;
  readonly id: Id;
  #quoted: string | undefined;
  #forSockets: Map<string, Buffer> | undefined;
  #forEvents: Buffer | undefined;

  /** @param id of the event it tells: what a client gives back to go on from there; {@link PASSING} where it tells of none. */
  constructor(event: string, payload: string, id: Id) {
    this.event = event;
    this.payload = payload;
    this.id = id;
  }

  /** A whole WebSocket message, header included, for the subscriptions with this label. */
  socketBytes(label: string): Buffer {
    this.#forSockets ??= new Map();
    let bytes = this.#forSockets.get(label);
    if (bytes === undefined) {
      this.#quoted ??= JSON.stringify(this.payload);
      const text = `{"stream":${label},"event":${JSON.stringify(this.event)},"payload":${this.#quoted},"id":"${this.id}"}`;
      this.#forSockets.set(label, (bytes = textMessage(text)));
    }
    return bytes;
  }

  /** A server-sent event (HTML standard, section 9.2). Its id comes last: bitlbee's plugin wants `data` right after `event`. */
  eventBytes(): Buffer {
    this.#forEvents ??= Buffer.from(
      `event: ${this.event}\ndata: ${this.payload.replaceAll('\n', '\ndata: ')}\n${this.id === PASSING ? '' : `id: ${this.id}\n`}\n`,
    );
    return this.#forEvents;
  }
}

/** An unmasked, final text frame as servers send it (RFC 6455 section 5.2). */
export function textMessage(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafeSlow(head + length);
  bytes[0] = 0x81;
  if (head === 2) bytes[1] = length;
  else if (head === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(text, head);
  return bytes;
}

/** What a client reads when a subscription was refused; the socket stays open. */
export function errorMessage(error: string, status: number): Buffer {
  return textMessage(JSON.stringify({ error, status }));
}
