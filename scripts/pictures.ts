/**
 * `npm run pictures`: the pictures of the README, taken of the sample town as `npm run dev` serves it, in a folder of its own.
 * `npm run pictures -- --reference`: those that the tests compare the main pages with (`test/pages/pictures`), to be looked at before they are committed.
 *
 * Chromium has to be there (on Debian, as root, it is installed).
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { PASSWORD } from '#town';
import { chromiumPath } from '../test/town/chromium.ts';

const root = join(import.meta.dirname, '..');
const shelf = join(root, 'docs/pictures');

interface Picture {
  readonly name: string;
  readonly address: string;
  readonly size: 'phone' | 'desk';
  readonly dark?: boolean;
  readonly language: 'en' | 'fr';
  /** Who is signed in; nobody: a visitor. */
  readonly as?: string;
}

const pictures: readonly Picture[] = [
  { name: 'home', address: '/home', size: 'desk', language: 'en', as: 'bob' },
  { name: 'thread', address: '/@alice', size: 'desk', dark: true, language: 'fr' },
  { name: 'tag-phone', address: '/tags/auperchoir', size: 'phone', language: 'fr' },
  { name: 'write-phone', address: '/write', size: 'phone', dark: true, language: 'fr', as: 'alice' },
];
const sizes = { phone: { width: 390, height: 780 }, desk: { width: 1280, height: 860 } };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function take(browser: Browser, base: string, { name, address, size, dark = false, language, as }: Picture): Promise<void> {
  const context = await browser.newContext({
    baseURL: base, viewport: sizes[size], isMobile: size === 'phone', hasTouch: size === 'phone', deviceScaleFactor: size === 'phone' ? 2 : 1.5,
    colorScheme: dark ? 'dark' : 'light', locale: language === 'fr' ? 'fr-FR' : 'en-GB', reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  if (as !== undefined) {
    await page.goto('/auth/sign_in');
    await page.fill('[name=username]', as);
    await page.fill('[name=password]', PASSWORD);
    await Promise.all([page.waitForURL((url) => !url.pathname.startsWith('/auth')), page.click('form[action="/auth/sign_in"] button')]);
  }
  // The second time the letters are there from the start.
  for (let look = 0; look < 2; look++) {
    await page.goto(address);
    await page.waitForTimeout(1500);
  }
  await sharp(await page.screenshot()).png({ palette: true, quality: 90, compressionLevel: 9 }).toFile(join(shelf, `${name}.png`));
  await context.close();
  console.log(`docs/pictures/${name}.png`);
}

async function renewReference(): Promise<void> {
  const tests = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/pages/portraits.test.ts'], { cwd: root, env: { ...process.env, PERCHOIR_PICTURES: 'keep' }, stdio: 'inherit' });
  process.exitCode = await new Promise<number>((resolve) => tests.on('exit', (code) => resolve(code ?? 1)));
}

async function takeForReadme(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'perchoir-pictures-'));
  const port = await freePort();
  const town = spawn(process.execPath, [join(root, 'scripts/dev.ts')], {
    env: { ...process.env, PERCHOIR_DATA: folder, PORT: String(port), LOG_LEVEL: 'error', NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await new Promise<void>((resolve, reject) => {
      let said = '';
      town.stdout.on('data', (bytes: Buffer) => { if ((said += bytes.toString()).includes('The town lives')) resolve(); });
      town.on('exit', (code) => reject(new Error(`The town ended with ${code}: ${said}`)));
    });
    await mkdir(shelf, { recursive: true });
    const browser = await chromium.launch({ executablePath: await chromiumPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
    for (const picture of pictures) await take(browser, `http://localhost:${port}`, picture);
    await browser.close();
  } finally {
    town.removeAllListeners('exit');
    const ended = new Promise((resolve) => town.on('exit', resolve));
    town.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv.includes('--reference')) await renewReference();
else await takeForReadme();
