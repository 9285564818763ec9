import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a running (or dead) server wrote into the lock file of its folder. */
export type Postmaster = { pid: number; socketDir: string; ready: boolean; startedAt: number };

/** Port in the name of the unix socket; nothing listens on TCP. */
export const port = 5432;

/** A process id above any kernel's limit: surely nobody's. */
const nobodysPid = 99_999_999;

/** Reads `postmaster.pid` (lines: pid, folder, start, port, socket folder, address, shared memory, status). */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  let text: string;
  try {
    text = await readFile(join(cluster, 'postmaster.pid'), 'utf8');
  } catch {
    return undefined;
  }
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, startedAt: Number(lines[2] ?? 0), socketDir: lines[4] ?? '', ready: lines[7] === 'ready' };
}

/** Whether the number is given out; a dead process whose parent has not noticed yet still counts. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process runs. Where process 1 does not collect orphans, the dead ones exist for long. */
async function isAlive(pid: number): Promise<boolean> {
  if (!exists(pid)) return false;
  if (process.platform !== 'linux') return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

/**
 * Whether this process is the PostgreSQL server of this folder, not a stranger who was given a dead server's
 * number (usual after a container restarts).
 */
export async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  const words = await commandOf(pid);
  return words.includes('postgres') && words.includes(cluster);
}

async function commandOf(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
    return stdout;
  } catch {
    return '';
  }
}

/**
 * Lets PostgreSQL start although the number in its lock file now belongs to a stranger. The file is not deleted:
 * its shared memory key is how PostgreSQL sees that backends of the dead server are still writing.
 */
export async function disownPostmaster(cluster: string): Promise<void> {
  const path = join(cluster, 'postmaster.pid');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^\s*\d+/, String(nobodysPid)));
}

/** Ends a server: politely (fast shutdown, SIGINT), then at once (SIGQUIT), then by force. Resolves when gone. */
export async function endServer(pid: number, patienceMs = 10_000): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (!(await isAlive(pid))) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
