/** What a row of the bench says. */

export interface Row {
  row: string;
  value: number;
  unit: string;
  /** The yardstick's own figure, measured in the same run. */
  yardstick: string;
  /** Share of the yardstick reached, where there is one (1 = as fast). */
  ratio: number | undefined;
  target: string;
  kept: boolean;
  /** Sizes, latencies, whatever else a reader needs to judge it. */
  more: string;
}

export interface Bench {
  readonly name: string;
  run(): Promise<Row[]>;
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

export function percentile(list: readonly number[], share: number): number {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Same numbers in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const SEED = 612;
/** Seconds that a load lasts; `BENCH_SECONDS` makes quick looks possible. */
export const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 8);
