import './client/trusted.ts';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { HydratedRouter } from 'react-router/dom';
import { startWorker } from './client/worker.ts';
import { overwriteGetLocale } from './paraglide/runtime.js';

const language = document.documentElement.lang === 'fr' ? 'fr' : 'en';
overwriteGetLocale(() => language);

startTransition(() => {
  hydrateRoot(document, <StrictMode><HydratedRouter /></StrictMode>);
  // What is pressed from now on React hears itself; what was before, see `browser/early.ts`.
  dispatchEvent(new Event('perchoir:takes'));
});

// When the page stands: what it needs comes first.
const start = (): void => void startWorker(language).catch(() => undefined);
if (document.readyState === 'complete') start();
else addEventListener('load', start, { once: true });
