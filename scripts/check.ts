/**
 * What has to hold before a change goes in. `npm run check` leaves out the long tests (`*.long.test.ts`) and the kill
 * run; `npm test` is everything. With paths or names after it (`npm test -- src/rooms/posts`) only those tests run.
 *
 * The last line is always `N passed, N failed`: the tests as vitest counted them, and every gate that did not hold
 * counted as one more failure.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { countOf } from './count.ts';
import type { Count, Report } from './count.ts';

interface Gate {
  readonly name: string;
  readonly command: readonly string[];
}

const gates: readonly Gate[] = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'messages', command: ['node_modules/@inlang/paraglide-js/bin/run.js', 'compile', '--silent', '--project', 'src/rooms/web/project.inlang', '--outdir', 'src/rooms/web/app/paraglide'] },
  { name: 'types of the pages', command: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.web.json'] },
  { name: 'lint and walls', command: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'] },
  { name: 'dead code', command: ['node_modules/knip/bin/knip.js', '--no-progress'] },
];

const killRun: Gate = { name: 'kill run', command: ['scripts/torture.ts', '--short'] };

async function run(command: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'inherit', 'inherit'] });
  const stop = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGTERM', stop);
  const held = await new Promise<boolean>((resolve) => {
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
  process.off('SIGTERM', stop);
  return held;
}

async function holds(gate: Gate): Promise<boolean> {
  const started = performance.now();
  const held = await run(gate.command);
  console.log(`${held ? 'held  ' : 'BROKEN'}  ${gate.name}  (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return held;
}

async function runTests(more: readonly string[]): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'perchoir-check-'));
  const file = join(folder, 'report.json');
  try {
    const held = await run([
      'node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...more,
    ]);
    return countOf(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined, held);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [first, ...others] = process.argv.slice(2);
const all = first === '--all';
const chosen = all || first === undefined ? others : [first, ...others];

let broken = 0;
if (chosen.length === 0) for (const gate of gates) if (!(await holds(gate))) broken += 1;
const tests = await runTests(chosen.length > 0 ? chosen : all ? [] : ['--exclude', '**/*.long.test.ts']);
if (all && chosen.length === 0 && !(await holds(killRun))) broken += 1;

const failed = tests.failed + broken;
console.log(`${tests.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
