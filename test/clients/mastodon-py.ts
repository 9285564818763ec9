/** Mastodon.py of Debian, in a process of its own: each call is one of the library's, by its own name. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Json } from '#town';
import { needDebian } from '#test/town/debian.ts';

/** Debian's own; another Python found first has none of Debian's packages. */
const PYTHON = '/usr/bin/python3';

/** A call of the library: its name, what it is given by position, what by name. @throws Error with the library's own words. */
export type Caller = (call: string, args?: readonly unknown[], named?: Record<string, unknown>) => Promise<Json>;

export interface MastodonPy {
  /** One object of the library, `Mastodon(**named)` once it is opened by the call `open`. */
  person(name: string): Caller;
  /** In arguments: the library's own answer to the call before. */
  last(): { $: number };
  close(): Promise<void>;
}

export async function openMastodonPy(): Promise<MastodonPy> {
  await needDebian('/usr/lib/python3/dist-packages/mastodon/__init__.py', 'python3-mastodon');
  const child = spawn(PYTHON, [join(import.meta.dirname, 'mastodon_py.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const waiting = new Map<number, (said: Json) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as Json;
    waiting.get(said.id)?.(said);
    waiting.delete(said.id);
  });
  void ended.then(() => waiting.forEach((answer) => answer({ error: 'The program ended.' })));
  let id = 0;
  return {
    person: (who) => async (call, args = [], named = {}) => {
      const asked = ++id;
      const said = await new Promise<Json>((resolve) => {
        waiting.set(asked, resolve);
        child.stdin.write(`${JSON.stringify({ id: asked, who, call, args, named })}\n`);
      });
      if (said.error !== undefined) throw new Error(`${call}: ${said.error}`);
      return said.answer;
    },
    last: () => ({ $: id }),
    close: async () => {
      child.stdin.end();
      child.kill();
      await ended;
    },
  };
}
