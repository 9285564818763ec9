/** Files that people of the tests upload, made by hand or with the libraries that open them: nothing is taken from anywhere. */
import { crc32, deflateSync } from 'node:zlib';
import {
  BufferTarget, EncodedAudioPacketSource, EncodedPacket, EncodedVideoPacketSource, MovOutputFormat, Mp4OutputFormat, OggOutputFormat, Output,
} from 'mediabunny';
import sharp from 'sharp';
import type { Sharp } from 'sharp';

/** Hidden in the metadata of everything here; nothing that comes out may hold it. */
export const CANARY = 'CANARY+48.8584+002.2945';

/** A PNG by hand: a header that says what it likes, over compressed rows of zeros, with a text in it. */
function pngOf(width: number, height: number, rows: Uint8Array): Buffer {
  const chunk = (type: string, content: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  const texts = chunk('tEXt', Buffer.from(`Comment\0${CANARY}`));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), texts, chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

/** Grey, whole, and as large as it says. */
export const greyPng = (width: number, height: number): Buffer => pngOf(width, height, Buffer.alloc((width + 1) * height));

/** A photo as a camera writes it: noisy, turned by its orientation, with the place and the camera in it. */
export function photo(width = 640, height = 480, orientation = 6): Promise<Buffer> {
  return noise(width, height)
    .withExif({ IFD0: { ImageDescription: CANARY, Artist: CANARY }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1', GPSMapDatum: CANARY } })
    .withMetadata({ orientation })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="${CANARY}"/></rdf:RDF></x:xmpmeta>`)
    .jpeg({ quality: 90 })
    .toBuffer();
}

export function noise(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 30 } } });
}

/** Frames of one moving picture. */
export async function frames(count: number, side = 60): Promise<Sharp> {
  const each = Array.from({ length: count }, (_, at) => sharp({ create: { width: side, height: side, channels: 3, background: { r: (at * 40) % 256, g: 80, b: 20 } } }).png().toBuffer());
  return sharp(await Promise.all(each), { join: { animated: true } });
}

/** Parameter sets of a baseline stream (ITU-T H.264 section 7.3.2): nobody here decodes what follows them. */
const AVC = Uint8Array.from([1, 0x42, 0xc0, 0x1e, 0xff, 0xe1, 0, 10, 0x67, 0x42, 0xc0, 0x1e, 0xd9, 0, 0xa0, 0x47, 0xfe, 0x88, 1, 0, 4, 0x68, 0xce, 0x3c, 0x80]);
const AAC = { codec: 'mp4a.40.2', numberOfChannels: 2, sampleRate: 44_100, description: Uint8Array.from([0x12, 0x10]) };

interface FilmWish {
  readonly seconds?: number;
  readonly codec?: 'avc' | 'vp9';
  readonly mov?: boolean;
  readonly picture?: boolean;
  readonly sound?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly frameBytes?: number;
}

/** A film of 25 frames a second with its place in it. */
export async function film(wish: FilmWish = {}): Promise<Buffer> {
  const { seconds = 2, codec = 'avc', mov = false, picture = true, sound = true, width = 320, height = 240, frameBytes = 500 } = wish;
  const output = new Output({ format: mov ? new MovOutputFormat({ fastStart: false }) : new Mp4OutputFormat({ fastStart: false }), target: new BufferTarget() });
  const [video, audio] = [new EncodedVideoPacketSource(codec), new EncodedAudioPacketSource('aac')];
  if (picture) output.addVideoTrack(video, { rotation: 90, name: CANARY });
  if (sound) output.addAudioTrack(audio, { name: CANARY });
  output.setMetadataTags({ title: CANARY, comment: CANARY, artist: CANARY });
  await output.start();
  const config = codec === 'avc' ? { codec: 'avc1.42c01e', description: AVC } : { codec: 'vp09.00.10.08' };
  for (let at = 0; picture && at < seconds * 25; at++) {
    const frame = new Uint8Array(frameBytes);
    new DataView(frame.buffer).setUint32(0, frameBytes - 4);
    frame[4] = at % 25 === 0 ? 0x65 : 0x41;
    const packet = new EncodedPacket(frame, at % 25 === 0 ? 'key' : 'delta', at / 25, 1 / 25);
    await video.add(packet, at === 0 ? { decoderConfig: { ...config, codedWidth: width, codedHeight: height } } : undefined);
  }
  for (let at = 0; sound && at < (seconds * 44_100) / 1024; at++) {
    await audio.add(new EncodedPacket(new Uint8Array(50), 'key', (at * 1024) / 44_100, 1024 / 44_100), at === 0 ? { decoderConfig: AAC } : undefined);
  }
  await output.finalize();
  return Buffer.from((output.target as BufferTarget).buffer as ArrayBuffer);
}

/** Silence of layer III frames behind an ID3 tag. */
export function mp3(count = 100): Buffer {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xfffb9064);
  const title = Buffer.concat([Buffer.from('TIT2'), Buffer.from([0, 0, 0, CANARY.length + 1, 0, 0, 0]), Buffer.from(CANARY)]);
  const tag = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0', 'latin1'), Buffer.from([title.length]), title]);
  return Buffer.concat([tag, ...Array.from({ length: count }, () => frame)]);
}

/** The head of an Opus stream (RFC 7845 section 5.1). */
const OPUS = Buffer.concat([Buffer.from('OpusHead'), Buffer.from([1, 2, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0])]);

export async function ogg(): Promise<Buffer> {
  const output = new Output({ format: new OggOutputFormat(), target: new BufferTarget() });
  const audio = new EncodedAudioPacketSource('opus');
  output.addAudioTrack(audio);
  output.setMetadataTags({ title: CANARY });
  await output.start();
  for (let at = 0; at < 50; at++) {
    // A code-3 packet of one frame of 20 ms (RFC 6716 section 3.1).
    const packet = new EncodedPacket(Uint8Array.from([0xfc, 0xff, 0xfe]), 'key', at / 50, 1 / 50);
    await audio.add(packet, at === 0 ? { decoderConfig: { codec: 'opus', numberOfChannels: 2, sampleRate: 48_000, description: OPUS } } : undefined);
  }
  await output.finalize();
  return Buffer.from((output.target as BufferTarget).buffer as ArrayBuffer);
}
