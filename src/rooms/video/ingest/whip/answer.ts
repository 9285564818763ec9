/** The words of WebRTC's descriptions (SDP) that we look at and change. Pure. */

/** Whether the offer sends pictures or sound, and those we take. Otherwise why not, in words. */
export function whyNotOffer(sdp: string): string | undefined {
  const sections = sdp.split(/\r?\nm=/).slice(1);
  if (!sdp.startsWith('v=0') || sections.length === 0 || sections.length > 4) return 'This is no offer of a WebRTC connection';
  const video = sections.filter((section) => section.startsWith('video'));
  const audio = sections.filter((section) => section.startsWith('audio'));
  if (video.length > 1 || audio.length > 1) return 'Send one picture and one sound';
  if (!/\r?\na=(sendonly|sendrecv)/.test(sdp)) return 'The offer sends nothing';
  if (video.some((section) => !/\r?\na=rtpmap:\d+ h264\/90000/i.test(section))) return 'The picture has to be H.264. Choose it as the video encoder.';
  if (audio.some((section) => !/\r?\na=rtpmap:\d+ opus\/48000/i.test(section))) return 'The sound has to be Opus. Choose it as the audio encoder.';
  return undefined;
}

/** The tracks that an offer sends. */
export const kindsOf = (sdp: string): ('video' | 'audio')[] => (['video', 'audio'] as const).filter((kind) => sdp.includes(`\nm=${kind} `));

/**
 * The answer with the bitrate at which Chromium begins, and at most sends: without them it starts at 300 kb/s and takes half a minute
 * to what the connection carries. No feedback by transport-wide numbers is ever offered.
 */
export function withBitrates(sdp: string, kilobits: number): string {
  const h264 = new Set([...sdp.matchAll(/a=rtpmap:(\d+) h264\/90000/gi)].map(([, type]) => type));
  const start = Math.min(kilobits, Math.max(300, Math.round(kilobits * 0.5)));
  return sdp
    .split('\r\n')
    .filter((line) => !/transport-cc|goog-remb|transport-wide-cc/.test(line))
    .map((line) => {
      const type = /^a=fmtp:(\d+) /.exec(line)?.[1];
      return type !== undefined && h264.has(type) ? `${line};x-google-start-bitrate=${start};x-google-max-bitrate=${kilobits}` : line;
    })
    .join('\r\n');
}
