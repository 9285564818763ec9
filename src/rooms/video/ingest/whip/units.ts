/** Pictures from RTP (RFC 6184, packetization modes 0 and 1): packets put in order, fragments together, and what was lost noticed. */

import { readSps, writeAvcConfig } from '../codecs.ts';

export interface Packet {
  readonly sequence: number;
  /** 32 bits, 90 kHz for pictures. */
  readonly timestamp: number;
  /** The last of its picture. */
  readonly marker: boolean;
  readonly payload: Buffer;
}

/** A packet that is missing is waited for while so many others come; a picture of 6 Mb/s has some 30. */
const MOST_WAITING = 64;
/** Larger than any picture. */
const MOST_UNIT = 4 * 1024 * 1024;

const later = (a: number, b: number): boolean => a !== b && ((a - b) & 0xffff) < 0x8000;

/** Packets in their order, each once. */
export class Order<Arrived extends Packet = Packet> {
  #next: number | undefined;
  readonly #waiting = new Map<number, Arrived>();

  /** What can go on now. `lost`: something before the first of them is given up. */
  add(packet: Arrived): { readonly lost: boolean; readonly packets: readonly Arrived[] } {
    this.#next ??= packet.sequence;
    if (packet.sequence !== this.#next && !later(packet.sequence, this.#next)) return { lost: false, packets: [] };
    this.#waiting.set(packet.sequence, packet);
    const lost = this.#waiting.size > MOST_WAITING && !this.#waiting.has(this.#next);
    if (lost) this.#next = [...this.#waiting.keys()].reduce((first, one) => (later(first, one) ? one : first));
    const packets: Arrived[] = [];
    for (let found = this.#waiting.get(this.#next); found !== undefined; found = this.#waiting.get(this.#next)) {
      packets.push(found);
      this.#waiting.delete(this.#next);
      this.#next = (this.#next + 1) & 0xffff;
    }
    return { lost, packets };
  }
}

export interface Picture {
  readonly timestamp: number;
  /** Units with four bytes of length before each, without parameter sets. */
  readonly bytes: Buffer;
  /** An avcC, when parameter sets came with it. */
  readonly description: Uint8Array | undefined;
}

/** Whole pictures out of packets in order. */
export class Pictures {
  #timestamp: number | undefined;
  #units: Buffer[] = [];
  #fragments: Buffer[] | undefined;
  #bytes = 0;
  #broken = false;
  #sps: Buffer | undefined;
  #pps: Buffer | undefined;
  #fresh = false;

  /** A packet before the next one is lost: the picture it belonged to is, too. */
  lost(): void {
    this.#broken = true;
    this.#fragments = undefined;
  }

  /** The picture that ends with this packet, `broken` for one that is not whole. */
  add({ timestamp, marker, payload }: Packet): Picture | 'broken' | undefined {
    // A picture whose last packet never came ends where the next one begins.
    if (this.#timestamp !== undefined && timestamp !== this.#timestamp && this.#units.length > 0) this.#broken = true;
    if (timestamp !== this.#timestamp) [this.#timestamp, this.#units, this.#bytes] = [timestamp, [], 0];
    this.#read(payload);
    if (!marker) return undefined;
    const [units, broken] = [this.#units, this.#broken];
    [this.#units, this.#bytes, this.#broken, this.#fragments] = [[], 0, false, undefined];
    if (broken) return 'broken';
    if (units.length === 0) return undefined;
    const description = this.#fresh && this.#sps && this.#pps ? writeAvcConfig(this.#sps, this.#pps) : undefined;
    this.#fresh = false;
    return { timestamp, bytes: Buffer.concat(units.flatMap((unit) => [lengthOf(unit), unit])), description };
  }

  #read(payload: Buffer): void {
    const type = (payload[0] ?? 0) & 31;
    if (payload.length < 2) this.#broken = payload.length > 0;
    else if (type > 0 && type < 24) this.#unit(payload);
    else if (type === 24) this.#several(payload);
    else if (type === 28) this.#fragment(payload);
    // Interleaved modes are never agreed on.
    else this.#broken = true;
  }

  #several(payload: Buffer): void {
    let at = 1;
    while (at + 2 <= payload.length) {
      const length = payload.readUInt16BE(at);
      if (length === 0 || at + 2 + length > payload.length) return void (this.#broken = true);
      this.#unit(payload.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }

  #fragment(payload: Buffer): void {
    const [indicator = 0, header = 0] = payload;
    if (header & 0x80) this.#fragments = [Buffer.from([(indicator & 0xe0) | (header & 31)])];
    if (this.#fragments === undefined) return void (this.#broken = true);
    this.#bytes += payload.length;
    if (this.#bytes > MOST_UNIT) return this.lost();
    this.#fragments.push(payload.subarray(2));
    if ((header & 0x40) === 0) return;
    this.#unit(Buffer.concat(this.#fragments));
    this.#fragments = undefined;
  }

  #unit(unit: Buffer): void {
    const type = (unit[0] ?? 0) & 31;
    if (type === 7 && readSps(unit) !== undefined) {
      this.#fresh ||= this.#sps === undefined || !this.#sps.equals(unit);
      this.#sps = Buffer.from(unit);
    } else if (type === 8 && unit.length < 1024) {
      this.#fresh ||= this.#pps === undefined || !this.#pps.equals(unit);
      this.#pps = Buffer.from(unit);
    } else if (type === 1 || type === 5 || type === 6) {
      this.#bytes += unit.length;
      if (this.#bytes > MOST_UNIT || this.#units.length > 500) return this.lost();
      this.#units.push(unit);
    }
  }
}

function lengthOf(unit: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(unit.length);
  return bytes;
}
