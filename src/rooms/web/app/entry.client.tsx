import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { HydratedRouter } from 'react-router/dom';
import { overwriteGetLocale } from './paraglide/runtime.js';

const language = document.documentElement.lang === 'fr' ? 'fr' : 'en';
overwriteGetLocale(() => language);

startTransition(() => {
  hydrateRoot(document, <StrictMode><HydratedRouter /></StrictMode>);
});
