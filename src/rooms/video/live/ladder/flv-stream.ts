/** The tags of an FLV stream (Adobe, Video File Format 10.1, annex E), as they come. */

/** `time` in milliseconds. */
export interface FlvTag {
  readonly kind: 'audio' | 'video';
  readonly time: number;
  readonly body: Buffer;
}

const FILE_HEADER = 9;
const TAG_HEADER = 11;
const BEFORE_SIZE = 4;
const KINDS: Record<number, FlvTag['kind']> = { 8: 'audio', 9: 'video' };
/** No frame is that large. */
const MOST_BYTES = 8_000_000;

export class FlvStream {
  readonly #onTag: (tag: FlvTag) => void;
  #kept: Buffer = Buffer.alloc(0);
  #begun = false;

  constructor(onTag: (tag: FlvTag) => void) {
    this.#onTag = onTag;
  }

  /** @throws RangeError for what is no FLV */
  push(bytes: Buffer): void {
    this.#kept = this.#kept.length === 0 ? bytes : Buffer.concat([this.#kept, bytes]);
    let at = 0;
    if (!this.#begun) {
      if (this.#kept.length < FILE_HEADER + BEFORE_SIZE) return;
      if (this.#kept.toString('latin1', 0, 3) !== 'FLV') throw new RangeError('This is no FLV');
      this.#begun = true;
      at = FILE_HEADER + BEFORE_SIZE;
    }
    while (this.#kept.length - at >= TAG_HEADER) {
      const size = this.#kept.readUIntBE(at + 1, 3);
      if (size > MOST_BYTES) throw new RangeError('A tag is too large');
      const end = at + TAG_HEADER + size;
      if (this.#kept.length < end + BEFORE_SIZE) break;
      const kind = KINDS[this.#kept[at] ?? 0];
      // The upper eight bits of the time come last.
      const time = this.#kept.readUIntBE(at + 4, 3) + (this.#kept[at + 7] ?? 0) * 0x1000000;
      if (kind !== undefined) this.#onTag({ kind, time, body: Buffer.from(this.#kept.subarray(at + TAG_HEADER, end)) });
      at = end + BEFORE_SIZE;
    }
    this.#kept = this.#kept.subarray(at);
  }
}
