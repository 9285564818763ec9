import { execFile, spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/**
 * How the programs of PostgreSQL, which refuse to run as root, are started:
 * - `direct`: we are not root.
 * - `namespace`: as root (or as a user without a name), inside a user namespace where we are called nobody. Files stay ours, nothing is chowned,
 *   and it works below a folder that only root may enter.
 * - `user`: as root where namespaces are forbidden (some containers), or where the folder already belongs to
 *   somebody: as that user.
 */
export type RunAs = { way: 'direct' | 'namespace' } | { way: 'user'; uid: number; gid: number };

const nobody = 65_534;
const intoNamespace = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`];

/** Chooses the way for this machine; `folder` is where the cluster lives or will live, and exists. */
export async function chooseRunAs(postgres: string, folder: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) {
    // A number without a name, as some container platforms give out: initdb insists on a name, and nobody has one.
    return { way: hasName() || !(await namespaceWorks(postgres)) ? 'direct' : 'namespace' };
  }
  const owner = await stat(folder);
  if (owner.uid === 0 && (await namespaceWorks(postgres))) return { way: 'namespace' };
  const uid = owner.uid === 0 ? nobody : owner.uid;
  for (const path of [postgres, folder]) {
    const closed = await closedAncestor(path, uid);
    if (closed !== undefined) {
      throw new Error(
        `PostgreSQL does not run as root, and user ${uid}, as whom it would run here, may not enter ${closed}: ` +
          'start Perchoir as an ordinary user, or set DATABASE_URL.',
      );
    }
  }
  const gid = owner.uid === 0 ? nobody : owner.gid;
  await chown(folder, uid, gid);
  return { way: 'user', uid, gid };
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

async function namespaceWorks(postgres: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    await promisify(execFile)('unshare', [...intoNamespace, postgres, '--version']);
    return true;
  } catch {
    return false;
  }
}

/** The first folder on the way to `path` that this user may not enter. */
async function closedAncestor(path: string, uid: number): Promise<string | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid: owner } = await stat(folder);
    if ((mode & (owner === uid ? 0o100 : 0o001)) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Starts a program the chosen way; the process id is the program's own. */
export function spawnAs(runAs: RunAs, program: string, args: string[], options: SpawnOptions): ChildProcess {
  if (runAs.way === 'namespace') return spawn('unshare', [...intoNamespace, program, ...args], options);
  if (runAs.way === 'user') return spawn(program, args, { ...options, uid: runAs.uid, gid: runAs.gid });
  return spawn(program, args, options);
}

/** Gives a folder or file to the user the programs run as. */
export async function giveTo(runAs: RunAs, ...paths: string[]): Promise<void> {
  if (runAs.way !== 'user') return;
  for (const path of paths) await chown(path, runAs.uid, runAs.gid);
}
