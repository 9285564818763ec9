/**
 * Smaller pictures beside a broadcast, for weak connections. One ffmpeg for a broadcast reads what viewers get and writes each of them,
 * with sound as AAC, which every device plays. Where it cannot keep up, the smaller pictures end and the picture itself goes on.
 */

import type { Log } from '#platform/log.ts';
import { startScaling } from '#platform/media/scaler.ts';
import type { PictureSize, Scaling } from '#platform/media/scaler.ts';
import type { Part, Stretch } from '../../packager/made.ts';
import { Rung } from './rung.ts';

const SIZES: readonly PictureSize[] = [{ side: 480, kilobits: 1000 }, { side: 360, kilobits: 500 }];
/** So much may wait to be made smaller: some ten seconds. */
const MOST_WAITING = 6_000_000;

interface Work {
  readonly scaling: Scaling;
  fed: boolean;
}

export class Ladder {
  readonly rungs: readonly Rung[];
  readonly #program: string;
  readonly #log: Log;
  #work: Work | undefined;
  #isOver = false;

  constructor(program: string, { msn, targetSeconds, log }: { msn: number; targetSeconds: number | undefined; log: Log }) {
    this.#program = program;
    this.#log = log;
    this.rungs = SIZES.map((size) => new Rung(size, { msn, targetSeconds }));
  }

  /** Those that there is something of. */
  get ready(): readonly Rung[] {
    return this.#isOver ? [] : this.rungs.filter(({ shelf }) => shelf.segments.length > 0);
  }

  onStretch(stretch: Stretch): void {
    this.rest();
    const { width, height } = stretch;
    if (this.#isOver || width === undefined || height === undefined) return;
    const sizes = SIZES.filter(({ side }) => side < Math.min(width, height));
    if (sizes.length === 0) return;
    const work: Work = { scaling: startScaling(this.#program, sizes), fed: false };
    this.#work = work;
    void work.scaling.over.then(({ code, said }) => {
      if (said !== '') this.#log.warn({ ffmpeg: said }, 'ffmpeg said something of smaller pictures');
      this.#giveUp(work, `ffmpeg ended with ${code}`);
    });
    work.scaling.input.write(stretch.init);
  }

  onPart(part: Part): void {
    const work = this.#work;
    if (work === undefined) return;
    if (!work.fed) this.#connect(work, part);
    work.scaling.input.write(part.bytes);
    if (work.scaling.input.writableLength > MOST_WAITING) this.#giveUp(work, 'ffmpeg cannot keep up');
  }

  /** Nothing comes for a while, or something else from now on: what is under way is made, and then ffmpeg ends. */
  rest(): void {
    const work = this.#work;
    this.#work = undefined;
    work?.scaling.input.end();
  }

  /** For good. */
  end(): void {
    this.#isOver = true;
    this.rest();
    for (const { shelf } of this.rungs) shelf.end();
  }

  forget(): void {
    this.#isOver = true;
    this.#work?.scaling.kill();
    this.#work = undefined;
    for (const { shelf } of this.rungs) shelf.forget();
  }

  #connect(work: Work, part: Part): void {
    work.fed = true;
    const { outputs } = work.scaling;
    const rungs = this.rungs.slice(-outputs.length);
    for (const [at, rung] of rungs.entries()) {
      const stream = rung.begin(part);
      outputs[at]?.on('data', (bytes: Buffer) => {
        try {
          stream.push(bytes);
        } catch (error) {
          this.#giveUp(work, String(error));
        }
      });
    }
  }

  /** Whoever watches a smaller picture is told that it is not there, and takes the picture itself. */
  #giveUp(work: Work, why: string): void {
    if (this.#work !== work || this.#isOver) return;
    this.#log.warn({ why }, 'smaller pictures of a broadcast ended');
    this.forget();
  }
}
