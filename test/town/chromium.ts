/**
 * A real browser: Chromium without a window, spoken to by its own protocol over a WebSocket.
 * For what only a browser can show: script, passkeys, focus.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { WebSocket } from 'ws';
import { canInstall, needDebian } from './debian.ts';
import type { Json } from './person.ts';

/** Where distributions put it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
/** The same without what draws windows, which takes a third of the time; it shows no notifications. */
const SHELL = '/usr/bin/chromium-headless-shell';

/**
 * The program (`CHROMIUM` names one place only).
 * @param whole one with all that has to do with windows; else a mere shell does, where there is one
 * @throws Error which says what to install, where it can't be had by itself.
 */
export async function chromiumPath(whole = false): Promise<string> {
  const named = process.env['CHROMIUM'];
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which is not there.`);
  }
  const [program, name] = whole ? ['/usr/bin/chromium', 'chromium'] : [SHELL, 'chromium-headless-shell'];
  if (existsSync(program)) return program;
  const other = PLACES.find((path) => existsSync(path));
  // Where packages come by themselves, all machines shall draw alike.
  if (other !== undefined && !canInstall()) return other;
  await needDebian(program, name);
  return program;
}

export interface Chromium {
  /** A tab; `origin` (http://localhost) is answered by `base`, so that its pages are in a secure context. */
  send(method: string, params?: object): Promise<Json>;
  /** Opens an address and resolves once it is loaded. */
  open(address: string): Promise<void>;
  /** The value of an expression in the page; promises are waited for. */
  evaluate<T = Json>(expression: string): Promise<T>;
  /** Resolves once the expression is true, within five seconds. */
  until(expression: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts a browser to which http://localhost is the server at `base`. @param whole see {@link chromiumPath} */
export async function openChromium(base: string, whole = false): Promise<Chromium> {
  const program = await chromiumPath(whole);
  const folder = await mkdtemp(join(tmpdir(), 'perchoir-chromium-'));
  const child = spawn(program, [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--hide-scrollbars',
    '--disable-background-networking', '--disable-component-update', '--disable-extensions', '--remote-debugging-port=0',
    `--user-data-dir=${folder}`, `--host-resolver-rules=MAP localhost ${new URL(base).host}`, 'about:blank',
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const leave = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const door = await readAddress(child.stderr);
    return await openTab(door, leave);
  } catch (error) {
    await leave();
    throw error;
  }
}

/** The address at which the browser listens: it prints it among other lines. */
async function readAddress(lines: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of lines) {
    text += chunk.toString();
    const [, address] = /DevTools listening on (ws:\S+)/.exec(text) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`Chromium did not start: ${text.slice(-500)}`);
}

async function openTab(door: string, leave: () => Promise<void>): Promise<Chromium> {
  const list = await fetch(`http://${new URL(door).host}/json/list`);
  const [tab] = (await list.json()) as { type: string; webSocketDebuggerUrl: string }[];
  if (tab === undefined) throw new Error('Chromium has no tab.');
  const socket = new WebSocket(tab.webSocketDebuggerUrl);
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));
  const waiting = new Map<number, (answer: Json) => void>();
  socket.on('message', (raw) => {
    const message = JSON.parse(String(raw)) as Json;
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  let last = 0;
  const send = (method: string, params: object = {}): Promise<Json> => new Promise((done, fail) => {
    const id = ++last;
    waiting.set(id, (answer) => (answer.error === undefined ? done(answer.result) : fail(new Error(`${method}: ${answer.error.message}`))));
    socket.send(JSON.stringify({ id, method, params }));
  });
  await send('Page.enable');
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, userGesture: true });
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value as T;
  };
  const until = async (expression: string): Promise<void> => {
    const end = Date.now() + 5000;
    // A page that is just being left has nothing to ask.
    while (!(await evaluate(expression).catch(() => false))) {
      if (Date.now() > end) throw new Error(`Not within five seconds: ${expression}\n${await evaluate('location.href + document.body.innerText')}`);
      await new Promise((done) => setTimeout(done, 25));
    }
  };
  return {
    send,
    evaluate,
    open: async (address) => {
      // Answered once the new page has begun; a load event may still be that of the one before.
      await send('Page.navigate', { url: new URL(address, 'http://localhost').href });
      await until('document.readyState === "complete"');
    },
    until,
    close: async () => {
      socket.close();
      await leave();
    },
  };
}
