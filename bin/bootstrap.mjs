// Runs on any Node from 20 on, before anything is installed: plain JavaScript, no packages.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.perchoir-lock');
const windows = process.platform === 'win32';
const oldestNode = 24;

/** An error whose message is all a person needs; it is printed without a stack. */
export class Refusal extends Error {}

/**
 * Installs the locked packages when they are missing or when the lock has changed, else returns at once.
 *
 * The hash of the lock is kept beside the packages. Someone who ran `npm ci` by hand has no hash yet: then npm's own
 * list of what it installed is compared, so that nothing is installed twice.
 */
export async function install() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return;
  if (!holds(JSON.parse(lock.toString()))) {
    const why = existsSync(modules) ? 'those here are not those of package-lock.json' : 'first run here';
    console.error(`Installing packages (${why}); this takes a minute or two and needs the network…`);
    await npmCi();
  }
  linkCommand();
  writeFileSync(stampFile, hash);
}

/** Puts `perchoir` where npx looks first; otherwise it would build a cache of its own for the same file. */
function linkCommand() {
  const link = join(modules, '.bin', 'perchoir');
  if (windows || existsSync(link)) return;
  symlinkSync(join('..', '..', 'bin', 'perchoir.mjs'), link);
}

/** Whether node_modules holds every package of the lock, by npm's own record of its last installation. */
function holds(lock) {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    // What is meant for another system is in the lock and, rightly, not on the disk.
    if (!found) return Boolean(wanted.optional || wanted.devOptional);
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

async function npmCi() {
  const args = ['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund', '--no-progress'];
  const [command, shell] = npmCommand();
  let said = '';
  const child = spawn(command[0], [...command.slice(1), ...args], {
    cwd: root, shell, stdio: ['ignore', 'ignore', 'pipe'], env: withoutNpmSettings(process.env),
  });
  child.stderr.on('data', (chunk) => { said += chunk });
  const { code, signal } = await ended(child);
  if (signal) throw new Refusal('The installation was interrupted. Nothing was started; run the same command again.');
  if (code === 0) return;
  const reason = said.trim().split('\n').slice(0, 6).join('\n');
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/.test(said)) {
    throw new Refusal(`The packages could not be fetched: this machine does not reach the npm registry.
Perchoir needs the network for its installation only, not to run. Connect it (or set npm's proxy or registry) and run
the same command again; nothing was started.\n\n${reason}`);
  }
  throw new Refusal(`npm ci could not install the packages (code ${code}); nothing was started.\n\n${reason}`);
}

/** The npm that runs us when there is one, so that a machine with several keeps to the one the person chose. */
function npmCommand() {
  const running = process.env.npm_execpath?.replace(/npx-cli(\.[cm]?js)$/, 'npm-cli$1');
  if (running && basename(running).startsWith('npm-cli.') && existsSync(running)) return [[process.execPath, running], false];
  return [[windows ? 'npm.cmd' : 'npm'], windows];
}

/**
 * npm hands its own settings down as variables. `npm start --silent`, or `npx`, must not change what the inner npm
 * installs; settings of the machine (registry, proxy, certificates) stay.
 */
function withoutNpmSettings(env) {
  const dropped = /^npm_(config_(omit|include|production|global|prefix|local_prefix|loglevel|package|call|workspace)|package_|lifecycle_|command)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !dropped.test(name)));
}

/** The Node that runs our TypeScript: the one of the lock, else the present one when it is young enough. */
export function findNode() {
  const own = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= oldestNode) return process.execPath;
  throw new Refusal(`Node ${oldestNode} is missing although the packages are installed, and this is Node ${process.versions.node}.
Usually npm was told not to run installation scripts. Allow them (npm config set ignore-scripts false), remove
node_modules and run the same command again.`);
}

/** The environment of everything we start: our Node first on the path, compiled code kept between starts. */
function environment(node) {
  const path = [dirname(node), join(modules, '.bin'), process.env.PATH ?? ''].join(delimiter);
  // Windows spells it Path and takes whichever of two spellings comes first.
  const others = Object.entries(process.env).filter(([name]) => name.toUpperCase() !== 'PATH');
  return { NODE_COMPILE_CACHE: join(modules, '.cache', 'compiled'), ...Object.fromEntries(others), PATH: path };
}

/**
 * Runs a program of ours under our Node, in this terminal, and returns its exit code.
 * A signal sent to us reaches it; if a signal ended it, that signal ends us too.
 *
 * @param {string[]} args a script with its arguments, paths relative to the root unless absolute
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export async function runNode([script, ...args], options = {}) {
  const node = findNode();
  const file = join(root, script);
  const child = spawn(node, [file, ...args], { stdio: 'inherit', env: environment(node), ...options });
  const { code, signal } = await ended(child);
  if (signal) return process.kill(process.pid, signal);
  return code;
}

/** Resolves when the child has ended; until then our signals are its signals. */
function ended(child) {
  const names = ['SIGTERM', 'SIGHUP', 'SIGINT'];
  const pass = (name) => {
    // In a terminal Ctrl-C has reached the child already; told twice, it would take it for impatience.
    if (name === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(name);
  };
  for (const name of names) process.on(name, pass);
  // npm runs us through a shell, which passes nothing on: when it is gone, npm was told to stop.
  const shell = process.ppid;
  const watch = setInterval(() => process.env['npm_lifecycle_event'] && process.ppid !== shell && child.kill('SIGTERM'), 500);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  }).finally(() => {
    for (const name of names) process.off(name, pass);
    clearInterval(watch);
  });
}

/** Installs if need be, runs `work`, and turns its answer into the exit code; refusals are printed plainly. */
export async function main(work) {
  try {
    await install();
    process.exitCode = await work();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}
