// What goes out of a studio: sound and picture on one clock, and less of the picture before it comes later.
import { describe, expect, test } from 'vitest';
import { Clock } from './app/client/studio/clock.ts';
import { Rungs } from './app/client/studio/rungs.ts';

const SECOND = 1_000_000;

describe('the clock', () => {
  test('a microphone that runs fast for an hour stays within ten milliseconds of the wall, however late each piece comes', () => {
    const clock = new Clock();
    const [begun, fast] = [7 * SECOND, 1.0002];
    let worst = 0;
    let last = -Infinity;
    for (let wall = 0; wall < 3600 * SECOND; wall += 100_000) {
      const source = wall * fast;
      clock.observe(source, begun + wall + 20_000 + (wall / 100_000) % 7 * 9000);
      const at = clock.at(source);
      if (at === undefined) continue;
      expect(at).toBeGreaterThan(last);
      last = at;
      worst = Math.max(worst, Math.abs(at - (begun + wall + 20_000)));
    }
    expect(worst).toBeLessThan(10_000);
  });

  test('nothing is known of a camera that has just begun, and one that stood still is set right at once', () => {
    const clock = new Clock();
    clock.observe(0, 500_000);
    expect(clock.at(0)).toBeUndefined();
    for (let at = 0; at < 6 * SECOND; at += 33_000) clock.observe(at, 500_000 + at);
    expect(clock.at(6 * SECOND)).toBe(6_500_000);
    // Its clock stood for two seconds; the wall's did not.
    for (let at = 6 * SECOND; at < 11 * SECOND; at += 33_000) clock.observe(at, 2_500_000 + at);
    expect(clock.at(11 * SECOND)).toBe(13_500_000);
  });
});

describe('the rungs', () => {
  const look = (rungs: Rungs, [from, ms]: readonly [number, number], behind: number, missed = 0): number => {
    for (let now = from; now < from + ms; now += 500) rungs.look({ now, behind, missed });
    return from + ms;
  };

  test('a line that carries less gets a coarser picture, then a smaller one, then none; when it carries more, it comes back', () => {
    const rungs = new Rungs(true, 0);
    expect(rungs.rung?.height).toBe(720);
    let now = look(rungs, [0, 2500], 0.8);
    expect(rungs.rung).toEqual({ height: 720, bitrate: 1_600_000 });
    now = look(rungs, [now, 30_000], 0.8);
    expect(rungs.rung).toBeUndefined();
    look(rungs, [now, 400_000], 0);
    expect(rungs.rung?.bitrate).toBe(2_500_000);
  });

  test('without sound there is always a picture', () => {
    const rungs = new Rungs(false, 0);
    look(rungs, [0, 60_000], 5);
    expect(rungs.rung?.height).toBe(240);
  });

  test('a device that does not come round to its frames gets a smaller picture, and keeps it', () => {
    const rungs = new Rungs(true, 0);
    const now = look(rungs, [0, 2500], 0, 0.5);
    expect(rungs.rung?.height).toBe(540);
    look(rungs, [now, 200_000], 0);
    expect(rungs.rung?.height).toBe(540);
  });

  test('what the server allows is the most; what it advises is followed a step at a time', () => {
    const rungs = new Rungs(true, 0);
    rungs.allow(1_200_000);
    expect(rungs.rung?.height).toBe(540);
    rungs.advise(100_000, 1000);
    expect(rungs.rung?.height).toBe(360);
  });

  test('a step up that failed is tried again later each time', () => {
    const ups = (times: number): number => {
      const rungs = new Rungs(true, 0);
      let count = 0;
      for (let now = 0; now < times; now += 500) {
        const before = rungs.rung?.bitrate ?? 0;
        rungs.look({ now, behind: before > 1_600_000 ? 0.8 : 0, missed: 0 });
        count += Number((rungs.rung?.bitrate ?? 0) > before);
      }
      return count;
    };
    expect(ups(600_000)).toBeLessThan(15);
    expect(ups(600_000)).toBeGreaterThan(2);
  });
});
