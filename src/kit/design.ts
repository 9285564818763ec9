/** The look that all our pages have in common, as files in `design/`. */

import { readFileSync } from 'node:fs';

/** The text of one of its stylesheets. */
export const designOf = (name: 'tokens.css' | 'fonts.css' | 'chosen.css'): string => readFileSync(new URL(`./design/${name}`, import.meta.url), 'utf8');

/** Its letters, by the names that `fonts.css` knows them under. */
export const FONTS = ['sans', 'sans-ext', 'serif', 'serif-ext'] as const;

export const fontOf = (name: (typeof FONTS)[number]): Buffer => readFileSync(new URL(`./design/fonts/${name}.woff2`, import.meta.url));
