/** The service worker, for whoever is signed in: it shows pushes, an answer without a network, and sends what waits. */

import { trustedAddress } from './trusted.ts';

/** Starts it, or tells it which language is spoken now. Safe to call on every page. */
export async function startWorker(language: string): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register(trustedAddress('/worker.js'), { scope: '/' });
  await navigator.serviceWorker.ready;
  registration.active?.postMessage({ kind: 'language', language });
}
