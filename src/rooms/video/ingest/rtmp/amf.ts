/** AMF0, the form of RTMP's commands (Adobe, "Action Message Format 0"), read within bounds. */

export type Amf = number | boolean | string | null | undefined | Date | Amf[] | { [key: string]: Amf };

/** Encoders send some thirty values, two deep. */
const MOST_VALUES = 500;
const MOST_DEEP = 6;

export class AmfError extends Error {}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  #values = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  value(depth = 0): Amf {
    if (depth > MOST_DEEP || ++this.#values > MOST_VALUES) throw new AmfError('The command is too large');
    const type = this.#take(1).readUInt8();
    switch (type) {
      case 0: return this.#take(8).readDoubleBE();
      case 1: return this.#take(1).readUInt8() !== 0;
      case 2: return this.#text(this.#take(2).readUInt16BE());
      case 3: return this.#object(depth);
      case 5: return null;
      case 6: return undefined;
      case 8:
        this.#take(4);
        return this.#object(depth);
      case 10: return this.#list(this.#take(4).readUInt32BE(), depth);
      case 11: {
        const date = new Date(this.#take(8).readDoubleBE());
        this.#take(2);
        return date;
      }
      case 12: return this.#text(this.#take(4).readUInt32BE());
      default: throw new AmfError(`A value of type ${type} has no place in a command`);
    }
  }

  #take(count: number): Buffer {
    const end = this.#at + count;
    if (end > this.#bytes.length) throw new AmfError('The command ends too soon');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  #text(length: number): string {
    return this.#take(length).toString('utf8');
  }

  #object(depth: number): Amf {
    const found: Record<string, Amf> = Object.create(null) as Record<string, Amf>;
    for (;;) {
      const key = this.#text(this.#take(2).readUInt16BE());
      if (key === '' && this.#bytes[this.#at] === 9) {
        this.#at++;
        return found;
      }
      found[key] = this.value(depth + 1);
    }
  }

  #list(length: number, depth: number): Amf[] {
    if (length > MOST_VALUES) throw new AmfError('The command is too large');
    return Array.from({ length }, () => this.value(depth + 1));
  }
}

/** All values of a command. @throws AmfError for what is none. */
export function readAmf(bytes: Buffer): Amf[] {
  const reader = new Reader(bytes);
  const values: Amf[] = [];
  while (!reader.done) values.push(reader.value());
  return values;
}

const head = (type: number, length: number): Buffer => {
  const bytes = Buffer.alloc(1 + length);
  bytes[0] = type;
  return bytes;
};

const key = (text: string): Buffer => {
  const bytes = Buffer.alloc(2 + Buffer.byteLength(text));
  bytes.writeUInt16BE(bytes.length - 2);
  bytes.write(text, 2);
  return bytes;
};

export type Said = number | boolean | string | null | Record<string, number | string>;

/** What we say is numbers, texts and flat objects of them. */
export function writeAmf(...values: readonly Said[]): Buffer {
  return Buffer.concat(
    values.map((value): Buffer => {
      if (value === null) return head(5, 0);
      if (typeof value === 'string') return Buffer.concat([head(2, 0), key(value)]);
      if (typeof value === 'boolean') return Buffer.from([1, value ? 1 : 0]);
      if (typeof value === 'number') {
        const bytes = head(0, 8);
        bytes.writeDoubleBE(value, 1);
        return bytes;
      }
      const entries = Object.entries(value).flatMap(([name, one]) => [key(name), writeAmf(one)]);
      return Buffer.concat([head(3, 0), ...entries, Buffer.from([0, 0, 9])]);
    }),
  );
}
