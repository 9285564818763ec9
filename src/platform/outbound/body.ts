/** Reading an answer's body without trusting its size, before or after decompression. */

import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { OutboundRefused } from './refused.ts';

/** What we say we can read. `deflate` is read too but not asked for: servers disagree on what it means. */
export const ACCEPT_ENCODING = 'gzip, br';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
};

/** Room for the frame of a compressed body that does not compress. */
export const FRAME_BYTES = 4096;

function decoderFor(encoding: string): Transform | undefined {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return undefined;
  // One layer only: `gzip, gzip, gzip` is how a kilobyte becomes a terabyte.
  const create = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
  if (!create) throw new OutboundRefused('unreadable');
  return create();
}

const metered = (maxBytes: number) =>
  async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let total = 0;
    for await (const chunk of chunks) {
      total += chunk.byteLength;
      if (total > maxBytes) throw new OutboundRefused('tooLarge');
      yield chunk;
    }
  };

/**
 * All of the body, decompressed, or OutboundRefused as soon as it is more than `maxBytes` either way: packed (a stream of
 * empty blocks unpacks to nothing and never ends) or unpacked; with `cutShort`, as much of it. Closes the connection when it
 * stops early.
 */
export async function readBody(body: Readable, encoding: string, limit: { maxBytes: number; cutShort: boolean }): Promise<Uint8Array> {
  const { maxBytes, cutShort } = limit;
  const parts: Uint8Array[] = [];
  const collect = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) parts.push(chunk);
  };
  const decoder = decoderFor(encoding);
  try {
    if (decoder) await pipeline(body, metered(maxBytes + FRAME_BYTES), decoder, metered(maxBytes), collect);
    else await pipeline(body, metered(maxBytes), collect);
  } catch (error) {
    if (!cutShort || !(error instanceof OutboundRefused) || error.reason !== 'tooLarge') throw error;
    body.on('error', () => undefined);
    body.destroy();
  }
  return Buffer.concat(parts);
}
