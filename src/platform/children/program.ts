/** Programs of ours that do one thing and end. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MOST_SAID = 8000;

/**
 * Runs a program of ours under this Node and waits for its end.
 * @throws Error with the last of what it said, when it did not end well
 */
export async function runProgram(file: URL, args: readonly string[] = [], more: Readonly<Record<string, string>> = {}): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...more },
  });
  let said = '';
  const note = (bytes: Buffer): void => {
    said = (said + bytes.toString()).slice(-MOST_SAID);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${fileURLToPath(file)} ended with ${code}\n${said.trim()}`);
}
