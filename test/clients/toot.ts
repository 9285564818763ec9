/** toot, the terminal client of Debian: each call is a command as a person types it, with a configuration of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Town } from '#town';
import { consentTo } from '#test/town/consent.ts';
import { needDebian } from '#test/town/debian.ts';

const TOOT = '/usr/bin/toot';

export class Terminal {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** A terminal whose person has signed in: `toot login`, the page in a browser, and the code typed in. */
  static async open(town: Town, username: string): Promise<Terminal> {
    await needDebian(TOOT, 'toot');
    const terminal = new Terminal(await mkdtemp(join(tmpdir(), 'perchoir-toot-')));
    const { host } = new URL(town.base);
    await terminal.#talk(['login', '--instance', host, '--disable-https'], async (line) => {
      if (line.startsWith('http')) return `n\n${await consentTo(town, username, line)}\n`;
      return undefined;
    });
    return terminal;
  }

  /** What a command prints. @throws Error with what it complained of. */
  types(...words: readonly string[]): Promise<string> {
    return this.#talk(words, async () => undefined);
  }

  close(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  async #talk(words: readonly string[], answer: (line: string) => Promise<string | undefined>): Promise<string> {
    const child = spawn(TOOT, words, { env: { ...process.env, XDG_CONFIG_HOME: this.#folder, PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8' } });
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      void answer(line).then((reply) => reply !== undefined && child.stdin.end(reply));
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    if (words[0] !== 'login') child.stdin.end();
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0 || complaint !== '') throw new Error(`toot ${words.join(' ')}: ${complaint}\n${lines.join('\n')}`);
    return lines.join('\n');
  }
}
