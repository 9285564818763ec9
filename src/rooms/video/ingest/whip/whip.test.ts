// Sending by WebRTC: what RTP does to pictures on the way, and a real browser that sends.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { openChromium } from '#test/town/chromium.ts';
import type { Chromium } from '#test/town/chromium.ts';
import { INSTALL_MS } from '#test/town/debian.ts';
import type { Sample, Track } from '../../types.ts';
import { whyNotOffer, withBitrates } from './answer.ts';
import { Media } from './media.ts';
import type { Packet } from './units.ts';

const SPS = Buffer.from('6742c00cda05067e7c0440000003004000000c83c50aa8', 'hex');
const PPS = Buffer.from('68ce0fc8', 'hex');

/** Packets of one picture: a keyframe with its parameter sets in one packet and the picture in three fragments, or one small one. */
function picture(sequence: number, timestamp: number, key: boolean): Packet[] {
  const at = (offset: number, marker: boolean, payload: Buffer): Packet => ({ sequence: (sequence + offset) & 0xffff, timestamp, marker, payload });
  if (!key) return [at(0, true, Buffer.from([0x41, 1, 2, 3]))];
  const sized = (unit: Buffer): Buffer => Buffer.concat([Buffer.from([0, unit.length]), unit]);
  return [
    at(0, false, Buffer.concat([Buffer.from([24]), sized(SPS), sized(PPS)])),
    at(1, false, Buffer.from([0x7c, 0x85, 1, 2])), at(2, false, Buffer.from([0x7c, 0x05, 3, 4])), at(3, true, Buffer.from([0x7c, 0x45, 5, 6])),
  ];
}

function played(): { media: Media; tracks: Track[]; samples: Sample[]; lost: () => number } {
  const [tracks, samples]: [Track[], Sample[]] = [[], []];
  let lost = 0;
  const sink = { configure: (track: Track) => void tracks.push(track), take: (_kind: string, sample: Sample) => void samples.push(sample) };
  return { media: new Media(['video'], sink, () => void lost++), tracks, samples, lost: () => lost };
}

describe('pictures from packets', () => {
  test('in any order, twice, over the end of the numbers, come out whole and once', () => {
    const { media, tracks, samples, lost } = played();
    const packets = [...picture(65_533, 0, true), ...picture(1, 3000, false), ...picture(2, 6000, false)];
    media.report('video', 1n << 32n, 0);
    for (const index of [0, 2, 1, 1, 3, 5, 4, 0]) media.packet('video', packets[index] as Packet, index);
    media.packet('video', { sequence: 3, timestamp: 9000, marker: true, payload: Buffer.from([0x41, 9]) }, 3_000_000);
    expect(tracks).toMatchObject([{ codec: 'avc1' }]);
    expect(samples.map(({ dts }) => dts)).toEqual([0, 33_333, 66_667, 100_000]);
    expect(samples[0]?.bytes).toEqual(Buffer.from([0, 0, 0, 7, 0x65, 1, 2, 3, 4, 5, 6]));
    expect(lost()).toBe(0);
  });

  test('a picture with a hole is left out, and a whole one is asked for', () => {
    const { media, samples, lost } = played();
    const packets = [...picture(10, 0, true), ...picture(14, 3000, false)];
    packets.splice(2, 1);
    for (let i = 0; i < 80; i++) packets.push(...picture(15 + i, 6000 + i * 3000, false));
    for (const packet of packets) media.packet('video', packet, packet.timestamp * 1000);
    expect(lost()).toBeGreaterThan(0);
    expect(samples.every(({ bytes }) => bytes[4] === 0x41)).toBe(true);
  });
});

test('with one packet in twenty lost on the way, whole ones asked for and sound beside it, sound and picture stay together and nothing damaged is shown', () => {
  const [times, keys]: [Record<string, Map<number, number>>, boolean[]] = [{ video: new Map(), audio: new Map() }, []];
  let [asked, heard] = [false, 0];
  const sink = {
    configure: () => undefined,
    take: (kind: 'video' | 'audio', { dts, bytes }: Sample) => {
      // What a frame was when it left stands in its last bytes.
      times[kind]?.set(Buffer.from(bytes).readUInt32BE(bytes.length - 4), dts);
      if (kind === 'video') keys.push(bytes[4] === 0x65);
      else heard++;
    },
  };
  const media = new Media(['video', 'audio'], sink, () => void (asked = true));
  let seed = 7;
  const lost = (): boolean => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 < 0.05;
  const stamp = (frame: number): Buffer => Buffer.from(new Uint32Array([frame]).buffer).swap32();
  const MINUTES = 10;
  // The first report of each track: both began at the same moment of the sender's clock.
  let [sequence, sounds, pictures, reported] = [0, 0, 0, false];
  for (let ms = 0; ms < MINUTES * 60_000; ms += 20) {
    // The sound card is slow by 40 millionths: its sender says so by how many packets come.
    while (sounds * 20 * (1 + 40e-6) <= ms) {
      const packet = { sequence: sounds & 0xffff, timestamp: (sounds * 960) >>> 0, marker: true, payload: Buffer.concat([Buffer.from([1, 2]), stamp(sounds)]) };
      if (!lost()) media.packet('audio', packet, ms * 1000);
      sounds++;
    }
    while (pictures * (1000 / 30) <= ms) {
      const key = asked || pictures % 300 === 0;
      asked = false;
      const packets = picture(sequence, (pictures * 3000) >>> 0, key);
      const last = packets.at(-1) as Packet;
      packets[packets.length - 1] = { ...last, payload: Buffer.concat([last.payload, stamp(pictures)]) };
      for (const packet of packets) if (!lost()) media.packet('video', packet, ms * 1000);
      sequence = (sequence + packets.length) & 0xffff;
      pictures++;
    }
    if (!reported && ms >= 500) {
      reported = true;
      media.report('video', 1n << 32n, 0);
      media.report('audio', 1n << 32n, 0);
    }
  }
  // A whole one was sent for each that was damaged.
  expect(keys.filter(Boolean).length).toBeGreaterThan(100);
  expect(heard).toBeGreaterThan(sounds * 0.9);
  expect(keys.length).toBeGreaterThan(pictures * 0.75);
  // The last frames that came of both: as far apart as when they left, to within 80 ms.
  const [lastPicture, lastSound] = [Math.max(...(times['video']?.keys() ?? [])), Math.max(...(times['audio']?.keys() ?? []))];
  const left = lastPicture * (1000 / 30) - lastSound * 20;
  const shown = ((times['video']?.get(lastPicture) ?? 0) - (times['audio']?.get(lastSound) ?? 0)) / 1000;
  expect(Math.abs(shown - left)).toBeLessThan(80);
});

test('an offer is looked at before anything is opened for it', () => {
  const offer = (lines: string): string => `v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n${lines}`;
  expect(whyNotOffer('hello')).toContain('no offer');
  expect(whyNotOffer(offer('m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n'))).toContain('H.264');
  expect(whyNotOffer(offer('m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=sendonly\r\na=rtpmap:0 PCMU/8000\r\n'))).toContain('Opus');
  expect(whyNotOffer(offer('m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=recvonly\r\na=rtpmap:96 H264/90000\r\n'))).toContain('sends nothing');
  const answer = withBitrates('a=rtpmap:102 H264/90000\r\na=rtcp-fb:102 transport-cc\r\na=fmtp:102 packetization-mode=1\r\na=fmtp:111 useinbandfec=1', 6000);
  expect(answer).toBe('a=rtpmap:102 H264/90000\r\na=fmtp:102 packetization-mode=1;x-google-start-bitrate=3000;x-google-max-bitrate=6000\r\na=fmtp:111 useinbandfec=1');
});

describe('a browser', () => {
  let town: Town;
  let alice: Person;
  let tab: Chromium;

  beforeAll(async () => {
    town = await openTown();
    alice = await town.person('alice');
    tab = await openChromium(town.base);
    await tab.open('/robots.txt');
  }, INSTALL_MS);

  afterAll(async () => {
    await tab.close();
    await town.close();
  });

  const plan = async (): Promise<Json> => (await alice.post('/api/perchoir/v1/broadcasts', { title: 'By WebRTC' })).body;
  const ask = (method: string, path: string, key: string, body?: string): Promise<Response> =>
    fetch(town.base + path, { method, headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/sdp' }) }, ...(body !== undefined && { body }) });

  test('sends a canvas and a tone, is live, and ends by DELETE', async () => {
    const made = await plan();
    const path = `/api/perchoir/v1/broadcasts/${made.id}/whip`;
    expect(made.publish.whip_url).toBe(`http://town.test${path}`);
    const location = await tab.evaluate<string>(`(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
      const pen = canvas.getContext('2d');
      setInterval(() => { pen.fillStyle = 'hsl(' + performance.now() / 10 + ' 80% 50%)'; pen.fillRect(0, 0, 320, 240); }, 33);
      const sound = new AudioContext();
      const out = sound.createMediaStreamDestination();
      const tone = sound.createOscillator();
      tone.connect(out);
      tone.start();
      const peer = window.peer = new RTCPeerConnection();
      const codecs = RTCRtpSender.getCapabilities('video').codecs.filter(({ mimeType }) => mimeType === 'video/H264');
      const picture = peer.addTransceiver(canvas.captureStream(30).getVideoTracks()[0], { direction: 'sendonly' });
      picture.setCodecPreferences(codecs);
      peer.addTransceiver(out.stream.getAudioTracks()[0], { direction: 'sendonly' });
      await peer.setLocalDescription(await peer.createOffer());
      await new Promise((done) => { peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done(); setTimeout(done, 2000); });
      const answer = await fetch('${path}', { method: 'POST', headers: { 'content-type': 'application/sdp', authorization: 'Bearer ${made.publish.key}' }, body: peer.localDescription.sdp });
      if (answer.status !== 201) throw new Error(answer.status + await answer.text());
      await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
      return answer.headers.get('location');
    })()`);
    await vi.waitFor(async () => expect((await alice.get(`/api/perchoir/v1/broadcasts/${made.id}`)).body).toMatchObject({ state: 'live', kind: 'whip', width: 320 }), { timeout: 20_000, interval: 200 });
    expect((await ask('PATCH', location, made.publish.key)).status).toBe(405);
    expect((await ask('DELETE', location, 'another')).status).toBe(404);
    expect((await ask('DELETE', location, made.publish.key)).status).toBe(200);
    await vi.waitFor(async () => expect((await alice.get(`/api/perchoir/v1/broadcasts/${made.id}`)).body.state).toBe('paused'), { timeout: 5000 });
    expect((await ask('DELETE', location, made.publish.key)).status).toBe(404);
  }, 60_000);

  test('without a key, with a wrong one, or with no offer, is answered in words', async () => {
    const made = await plan();
    const path = `/api/perchoir/v1/broadcasts/${made.id}/whip`;
    expect((await fetch(town.base + path, { method: 'POST', headers: { 'content-type': 'application/sdp' }, body: 'v=0' })).status).toBe(401);
    expect((await ask('POST', path, 'wrong', 'v=0')).status).toBe(404);
    const bad = await ask('POST', path, made.publish.key, 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n');
    expect([bad.status, ((await bad.json()) as Json).error]).toEqual([422, expect.stringContaining('H.264')]);
    for (const line of town.log) expect(JSON.stringify(line)).not.toContain(made.publish.key);
  }, 30_000);
});
