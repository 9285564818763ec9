import { execFile, spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { chown, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

/**
 * How the programs of PostgreSQL, which refuse to run as root, are started:
 * - `direct`: we are not root.
 * - `namespace`: as root, inside a user namespace where we are called nobody. Files stay ours, nothing is chowned,
 *   and it works below a folder that only root may enter.
 * - `user`: as root where namespaces are forbidden (some containers), or where the folder already belongs to
 *   somebody: as that user.
 */
export type RunAs = { way: 'direct' | 'namespace' } | { way: 'user'; uid: number; gid: number }

const nobody = 65_534
const intoNamespace = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`]

/** Chooses the way for this machine; `folder` is where the cluster lives or will live, and exists. */
export async function chooseRunAs(postgres: string, folder: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { way: 'direct' }
  const owner = await stat(folder)
  if (owner.uid !== 0) return { way: 'user', uid: owner.uid, gid: owner.gid }
  if (await namespaceWorks(postgres)) return { way: 'namespace' }
  for (const path of [dirname(postgres), folder]) {
    const closed = await closedAncestor(path)
    if (closed !== undefined) {
      throw new Error(
        `PostgreSQL does not run as root, this machine forbids user namespaces, and ${closed} may not be entered by ` +
          'another user: start Perchoir as an ordinary user, or set DATABASE_URL.',
      )
    }
  }
  return { way: 'user', uid: nobody, gid: nobody }
}

async function namespaceWorks(postgres: string): Promise<boolean> {
  if (process.platform !== 'linux') return false
  try {
    await promisify(execFile)('unshare', [...intoNamespace, postgres, '--version'])
    return true
  } catch {
    return false
  }
}

/** The first folder on the way to `path` that others may not enter. */
async function closedAncestor(path: string): Promise<string | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return folder
    if (folder === dirname(folder)) return undefined
  }
}

/** Starts a program the chosen way; the process id is the program's own. */
export function spawnAs(runAs: RunAs, program: string, args: string[], options: SpawnOptions): ChildProcess {
  if (runAs.way === 'namespace') return spawn('unshare', [...intoNamespace, program, ...args], options)
  if (runAs.way === 'user') return spawn(program, args, { ...options, uid: runAs.uid, gid: runAs.gid })
  return spawn(program, args, options)
}

/** Gives a folder or file to the user the programs run as. */
export async function giveTo(runAs: RunAs, ...paths: string[]): Promise<void> {
  if (runAs.way !== 'user') return
  for (const path of paths) await chown(path, runAs.uid, runAs.gid)
}
