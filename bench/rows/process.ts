/** The process itself: memory at rest, time to the first answer, size on disk. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { pause, startServer } from '../server.ts';

const run = promisify(execFile);
const figure = (row: Omit<Row, 'yardstick' | 'ratio'>): Row => ({ ...row, yardstick: '', ratio: undefined });

async function runProcess(): Promise<Row[]> {
  const server = await startServer();
  try {
    const first = server.startMs;
    const starts: number[] = [];
    for (let times = 0; times < 3; times++) {
      await server.restart();
      starts.push(server.startMs);
    }
    await pause(10_000);
    const idle = (await server.memory()) / 1e6;
    const again = starts.sort((a, b) => a - b)[1] ?? 0;
    const { stdout } = await run('du', ['-sm', 'node_modules']);
    return [
      figure({ row: 'memory-idle', value: round(idle, 0), unit: 'MB', target: '<= 200 MB', kept: idle <= 200, more: 'resident memory of the app process 10 s after its start' }),
      figure({ row: 'start-first', value: round(first, 0), unit: 'ms', target: '<= 15000 ms', kept: first <= 15_000, more: 'no data folder yet: cluster made, migrated, answering' }),
      figure({ row: 'start-again', value: round(again, 0), unit: 'ms', target: '<= 3000 ms', kept: again <= 3000, more: `existing database, median of ${starts.length}` }),
      figure({ row: 'size', value: Number.parseInt(stdout, 10), unit: 'MB', target: 'none', kept: true, more: 'node_modules, tools of development included' }),
    ];
  } finally {
    await server.stop();
  }
}

export const processBench: Bench = { name: 'process', run: runProcess };
