/**
 * Programs that the tests need and npm does not have. On Debian as root they are installed when first asked for, once for
 * all test processes; elsewhere the test fails and says which package to install. A test that did not run proves nothing.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

const LOCK = '/var/lock/perchoir-test-packages';
/** How long a test may wait for packages to come from the network. */
export const INSTALL_MS = 300_000;

/** Whether packages can be installed here without asking anybody. */
export const canInstall = (): boolean => existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;

/** Resolves once this file of a Debian package is there. @throws Error which says what to install where that cannot be done here. */
export async function needDebian(file: string, ...packages: readonly string[]): Promise<void> {
  if (existsSync(file)) return;
  const named = packages.join(' ');
  if (!canInstall()) {
    throw new Error(`These tests need ${file}. On Debian: sudo apt-get install ${named}`);
  }
  const install = `apt-get update && apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 ${named}`;
  const { code, text } = await run('flock', [LOCK, 'sh', '-c', `test -e ${file} || { ${install}; }`]);
  if (code !== 0 || !existsSync(file)) throw new Error(`${named} could not be installed:\n${text.slice(-2000)}`);
}

function run(program: string, words: readonly string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
  });
}
