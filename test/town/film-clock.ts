/** A camera that films a clock, and eyes that read it off a screen: how long a moment takes from glass to glass. */
import type { BrowserContext, Page } from 'playwright-core';

/** Blocks of the clock. */
export const CLOCK_BITS = 24;

/** Whoever opens a camera in this context gets the clock, and a tone that beeps with it. A row of blocks is the time in milliseconds, the least bit first. */
const CAMERA = `(() => {
  const BITS = ${CLOCK_BITS};
  const open = () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1280, 720];
    const pen = canvas.getContext('2d');
    const draw = () => {
      const now = Date.now();
      pen.fillStyle = '#777';
      pen.fillRect(0, 0, 1280, 720);
      pen.fillStyle = 'hsl(' + (now / 20) % 360 + ' 60% 50%)';
      pen.fillRect((now / 5) % 1280, 300, 200, 300);
      for (let bit = 0; bit < BITS; bit++) {
        pen.fillStyle = (now >>> 0) & (1 << bit) ? '#fff' : '#000';
        pen.fillRect(40 + bit * 50, 60, 50, 120);
      }
    };
    draw();
    setInterval(draw, 1000 / 30);
    return canvas.captureStream(30);
  };
  const beep = () => {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const gate = context.createGain();
    const out = context.createMediaStreamDestination();
    gate.gain.value = 0;
    tone.connect(gate).connect(out);
    tone.start();
    let next = Math.ceil(Date.now() / 1000) + 1;
    setInterval(() => {
      const ahead = next * 1000 - Date.now();
      if (ahead > 300) return;
      const at = context.currentTime + Math.max(0, ahead / 1000);
      gate.gain.setValueAtTime(0.8, at);
      gate.gain.setValueAtTime(0, at + 0.2);
      next++;
    }, 50);
    return out.stream;
  };
  navigator.mediaDevices.getUserMedia = async ({ video, audio }) =>
    new MediaStream([...(video ? open().getVideoTracks() : []), ...(audio ? beep().getAudioTracks() : [])]);
})()`;

export const filmClock = (context: BrowserContext): Promise<void> => context.addInitScript(CAMERA).then(() => undefined);

export interface Seen {
  /** Milliseconds from the clock before the camera to this screen, one for each frame that was shown. */
  readonly delays: readonly number[];
  /** How often, and how long altogether, the picture stood still for more than half a second. */
  readonly stalls: number;
  /** Milliseconds that the sound came after its picture (before it: negative), one for each beep that was heard. */
  readonly sound: readonly number[];
}

const EYES = `async (ms) => {
  const BITS = ${CLOCK_BITS}, SPAN = 2 ** BITS;
  const video = document.querySelector('[data-player] video');
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [BITS, 1];
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const delays = [], marks = [], beeps = [];
  let stalls = 0, shown = performance.now();
  const read = () => {
    const scale = video.videoWidth / 1280;
    pen.drawImage(video, 40 * scale, 90 * scale, BITS * 50 * scale, 60 * scale, 0, 0, BITS, 1);
    const { data } = pen.getImageData(0, 0, BITS, 1);
    let value = 0;
    for (let bit = 0; bit < BITS; bit++) if (data[bit * 4] > 127) value += 2 ** bit;
    return value;
  };
  const ends = performance.now() + ms;
  // What plays can be listened to once.
  window.ears ??= new Map();
  if (!window.ears.has(video)) {
    const made = new AudioContext();
    window.ears.set(video, { context: made, source: made.createMediaElementSource(video) });
  }
  const { context, source } = window.ears.get(video);
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  video.muted = false;
  source.connect(analyser);
  await context.resume();
  const samples = new Float32Array(512);
  let loud = false;
  const listen = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const is = samples.some((sample) => Math.abs(sample) > 0.2);
    if (is && !loud) beeps.push({ now: Date.now() });
    loud = is;
  }, 4);
  await new Promise((done) => {
    const next = (now) => {
      if (video.videoWidth > 0) {
        const wall = Date.now();
        const delay = (((wall % SPAN) - read()) % SPAN + SPAN) % SPAN;
        if (delay < 60000) { delays.push(delay); marks.push({ wall, clock: wall - delay }); }
        if (performance.now() - shown > 500) stalls++;
        shown = performance.now();
      }
      if (performance.now() < ends) video.requestVideoFrameCallback(next); else done();
    };
    video.requestVideoFrameCallback(next);
    setTimeout(done, ms + 5000);
  });
  clearInterval(listen);
  if (performance.now() - shown > 500) stalls++;
  const sound = beeps.flatMap(({ now }) => {
    const mark = marks.findLast(({ wall }) => wall <= now);
    if (mark === undefined) return [];
    const clock = mark.clock + (now - mark.wall);
    const off = ((clock % 1000) + 1500) % 1000 - 500;
    return [off];
  });
  return { delays, stalls, sound };
}`;

/** Watches the player of a page for so long. */
export const readClock = (page: Page, ms: number): Promise<Seen> => page.evaluate(`(${EYES})(${ms})`);
