import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { reactRouter } from '@react-router/dev/vite';
import { build, defineConfig } from 'vite';
import type { Plugin, Rolldown } from 'vite';

const SOURCES = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Doors of rooms stay outside the bundle: a page asks the very module that the API asks, with its caches and events.
 * A browser has no doors, so there naming one is a mistake of ours, found when the application is built. The pure tools of the kit
 * know no subject and no server: browsers get them as they are, so that a text is counted there exactly as here.
 */
const doors: Plugin = {
  name: 'doors-stay-outside',
  enforce: 'pre',
  resolveId(id) {
    if (id.startsWith('/app/alone/')) return { id, external: true };
    if (!/^#(?!parts|design)/.test(id)) return undefined;
    if (this.environment.name === 'ssr') return { id, external: true };
    if (id.startsWith('#kit/')) return join(SOURCES, id.slice(1));
    throw new Error(`${id} was named in code for the browser`);
  },
};

/** Messages count by `app/plurals.ts`. */
const plurals: Plugin = {
  name: 'plurals-are-kept',
  enforce: 'pre',
  resolveId: (id, from) => (id.endsWith('/registry.js') && from?.includes('/paraglide/') ? join(SOURCES, 'rooms/web/app/plurals.ts') : undefined),
};

const INLINED = 'virtual:inline/';

/** `virtual:inline/NAME` is the text of `browser/NAME.ts` as a script that stands in a page; the application, which finds it there, has none. */
const inlined: Plugin = {
  name: 'scripts-in-pages',
  resolveId: (id) => (id.startsWith(INLINED) ? `\0${id}` : undefined),
  async load(id) {
    if (!id.startsWith(`\0${INLINED}`)) return undefined;
    if (this.environment.name !== 'ssr') return "export default '';";
    const input = join(SOURCES, 'rooms/web/browser', `${id.slice(INLINED.length + 1)}.ts`);
    this.addWatchFile(input);
    const made = await build({ configFile: false, logLevel: 'warn', build: { write: false, target: 'es2020', modulePreload: false, rollupOptions: { input, output: { format: 'iife' } } } });
    const [script] = (made as Rolldown.RolldownOutput).output;
    return `export default ${JSON.stringify(script.code.replaceAll('</', String.raw`<\/`))};`;
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    doors,
    plurals,
    inlined,
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './app/paraglide',
      strategy: ['globalVariable', 'baseLocale'],
    }),
    reactRouter(),
  ],
  base: '/app/',
  build: { emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, cssMinify: true },
  logLevel: 'warn',
});
