/** The load client: wrk, since a client written in JavaScript would be the limit itself. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Installs it from Debian's packages where that is possible, else says what is missing. */
export async function needWrk(): Promise<void> {
  if (await run('which', ['wrk']).then(() => true, () => false)) return;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    await run('apt-get', ['update', '-qq']).catch(() => undefined);
    await run('apt-get', ['install', '-y', '-qq', 'wrk']);
    return;
  }
  throw new Error('The bench needs the program wrk: install it (Debian: apt-get install wrk) and run again.');
}

export interface Load {
  requests: number;
  perSecond: number;
  p50: number;
  p99: number;
  failed: number;
}

export interface LoadOptions {
  seconds: number;
  connections: number;
  headers?: Record<string, string>;
  script?: string;
}

/** Latencies in milliseconds. */
export async function load(url: string, options: LoadOptions): Promise<Load> {
  const headers = Object.entries(options.headers ?? {}).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const script = options.script === undefined ? [] : ['-s', options.script];
  const args = ['-t1', `-c${options.connections}`, `-d${options.seconds}s`, '--latency', ...headers, ...script, url];
  const { stdout } = await run('wrk', args, { maxBuffer: 1 << 24 });
  const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? 0);
  return {
    requests: number(/(\d+) requests in/),
    perSecond: number(/Requests\/sec:\s+([\d.]+)/),
    p50: milliseconds(/^\s+50%\s+(\S+)/m.exec(stdout)?.[1]),
    p99: milliseconds(/^\s+99%\s+(\S+)/m.exec(stdout)?.[1]),
    failed: number(/Non-2xx or 3xx responses: (\d+)/),
  };
}

function milliseconds(text = '0ms'): number {
  const value = Number.parseFloat(text);
  if (text.endsWith('us')) return value / 1000;
  return text.endsWith('ms') ? value : value * 1000;
}
