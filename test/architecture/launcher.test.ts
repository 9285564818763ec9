/** The launcher and the last line of `npm test`: what a person meets before anything of ours runs. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countOf } from '../../scripts/count.ts';
import { root } from './tree.ts';

const packages = { '': { name: 'perchoir' }, 'node_modules/perchoir-no-such-package': { version: '1.0.0', integrity: 'sha512-AA==' } };
const main = `
const args = process.argv.slice(2);
if (args[0] === 'exit') process.exit(Number(args[1]));
process.on('SIGTERM', () => { console.log('told to stop'); process.exit(7); });
setInterval(() => {}, 1000);
console.log('ready', process.env['NODE_COMPILE_CACHE'] !== undefined);
`;

let copy: string;
const modules = (path: string): string => join(copy, 'node_modules', path);

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'perchoir-launcher-'));
  cpSync(join(root, 'bin'), join(copy, 'bin'), { recursive: true });
  mkdirSync(join(copy, 'src'));
  writeFileSync(join(copy, 'src/main.ts'), main);
  writeFileSync(join(copy, 'package.json'), JSON.stringify({
    name: 'perchoir', type: 'module', dependencies: { 'perchoir-no-such-package': '1.0.0' },
  }));
  writeFileSync(join(copy, 'package-lock.json'), JSON.stringify({ name: 'perchoir', lockfileVersion: 3, packages }));
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

/** As after `npm ci` by hand: the packages and npm's record of them, but no stamp of ours. */
function installed(): void {
  mkdirSync(modules('node/bin'), { recursive: true });
  mkdirSync(modules('.bin'));
  symlinkSync(process.execPath, modules('node/bin/node'));
  writeFileSync(modules('.package-lock.json'), JSON.stringify({ packages }));
}

const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(copy, 'bin/perchoir.mjs'), ...args], { encoding: 'utf8', cwd: tmpdir() });

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}

describe('the launcher', () => {
  test('passes the exit code on', () => {
    installed();
    expect(run('exit', '5').status).toBe(5);
    expect(run('exit', '0').status).toBe(0);
  });

  test('stops what it runs when npm, or the shell npm put between, is gone', async () => {
    installed();
    const line = `"${process.execPath}" "${join(copy, 'bin/perchoir.mjs')}" stay; true`;
    const shell = spawn('/bin/sh', ['-c', line], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, npm_lifecycle_event: 'start' } });
    const said: string[] = [];
    const closed = new Promise((resolve) => shell.stdout.once('close', resolve));
    shell.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    await firstLine(shell);
    shell.kill('SIGKILL');
    await closed;
    expect(said.join('')).toContain('told to stop');
  });

  test('does not install again what npm ci has installed by hand, and remembers it', () => {
    installed();
    expect(run('exit', '0').stderr).toBe('');
    expect(readFileSync(modules('.perchoir-lock'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect(existsSync(modules('.bin/perchoir'))).toBe(true);
  });

  test('passes a signal on, and waits for what it stops', async () => {
    installed();
    const child = spawn(process.execPath, [join(copy, 'bin/start.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    expect(await firstLine(child)).toBe('ready true\n');
    const last = firstLine(child);
    child.kill('SIGTERM');
    expect(await last).toBe('told to stop\n');
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(7);
  });

  test('says in plain words that the registry cannot be reached, and starts nothing', () => {
    const environment = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };
    const done = spawnSync(process.execPath, [join(copy, 'bin/run.mjs'), 'test'], { encoding: 'utf8', env: environment });
    expect(done.stderr).toContain('Installing packages (first run here)');
    expect(done.stderr).toContain('does not reach the npm registry');
    expect(done.stdout).toBe('0 passed, 1 failed\n');
    expect(done.status).toBe(1);
  }, 60_000);

  test('names what there is when asked for something else', () => {
    installed();
    const done = spawnSync(process.execPath, [join(copy, 'bin/run.mjs'), 'tests'], { encoding: 'utf8' });
    expect(done.stderr).toContain('There is no "tests". There are: test, check,');
    expect(done.status).toBe(1);
  });
});

describe('the count on the last line', () => {
  const file = (status: string, tests: number) => ({ status, assertionResults: Array.from({ length: tests }) });

  test('is that of vitest when all went well', () => {
    expect(countOf({ numPassedTests: 5, numFailedTests: 0, testResults: [file('passed', 5)] }, true)).toEqual({ passed: 5, failed: 0 });
  });

  test('has one failure for a file that could not be loaded', () => {
    const report = { numPassedTests: 5, numFailedTests: 2, testResults: [file('failed', 7), file('failed', 0)] };
    expect(countOf(report, false)).toEqual({ passed: 5, failed: 3 });
  });

  test('is never all well when vitest says it was not, when nothing ran, or when there is no report', () => {
    expect(countOf({ numPassedTests: 5, numFailedTests: 0, testResults: [] }, false)).toEqual({ passed: 5, failed: 1 });
    expect(countOf({ numPassedTests: 0, numFailedTests: 0, testResults: [] }, true)).toEqual({ passed: 0, failed: 1 });
    expect(countOf(undefined, true)).toEqual({ passed: 0, failed: 1 });
  });
});
