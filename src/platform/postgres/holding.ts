import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Another living process watches over the cluster of this folder. */
export class FolderInUse extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`The folder ${folder} is in use by process ${pid}: stop that one first, or choose another folder.`);
    this.name = 'FolderInUse';
    this.pid = pid;
  }
}

/**
 * Marks the folder as held by this process, so that a server found running in it is known to be an orphan. A mark
 * left by a process that was killed does not count: the moment a process started is part of the mark, because
 * numbers are given out again (in a container the app is often number 1 each time).
 *
 * @throws FolderInUse
 * @returns releases the mark; safe to call twice
 */
export async function holdFolder(folder: string): Promise<() => void> {
  const mark = join(folder, 'held-by');
  const mine = join(folder, `held-by.${randomUUID()}`);
  await writeFile(mine, `${process.pid} ${await startOf(process.pid)}\n`, { mode: 0o600 });
  try {
    // Linking is atomic and the mark never appears without its content.
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        await link(mine, mark);
        return () => rmSync(mark, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await readHolder(mark);
      if (holder !== undefined) throw new FolderInUse(folder, holder);
      await rm(mark, { force: true });
    }
    throw new Error(`Could not mark ${folder} as held by this process.`);
  } finally {
    await rm(mine, { force: true });
  }
}

/** The living process that holds the folder. */
async function readHolder(mark: string): Promise<number | undefined> {
  const text = await readFile(mark, 'utf8').catch(() => '');
  const [pid, start] = text.trim().split(' ', 2);
  if (pid === undefined || start === undefined || start === '') return undefined;
  return (await startOf(Number(pid))) === start ? Number(pid) : undefined;
}

/** When a process started, in whatever the system tells; empty when there is no such process. */
async function startOf(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') {
      // Field 22 of proc_pid_stat(5), counted after the name, which may contain spaces.
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    }
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim().replaceAll(/\s+/g, '-');
  } catch {
    return '';
  }
}
