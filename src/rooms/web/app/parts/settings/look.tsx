/** What pages look like at this browser: as attributes for the stylesheets, and as the cookie by which the server knows. */

import { createContext, useContext } from 'react';
import type { Look } from '#kit/look.ts';

export type { Look } from '#kit/look.ts';

const LookContext = createContext<Look>({});
/** Around all that goes by what was chosen. */
export const LookOf = LookContext.Provider;
/** What was chosen; nothing, where posts are rendered without a page around them. */
export const useLook = (): Look => useContext(LookContext);

/** As attributes of the `html` element. */
export function lookAttributes(look: Look): Record<string, string> {
  return Object.fromEntries(Object.entries(look).map(([question, answer]) => [`data-${question}`, answer]));
}

const YEAR_S = 31_536_000;

/** Makes this page look so at once, and all others from now on. */
export function keepLook(look: Look): void {
  const { dataset } = document.documentElement;
  for (const question of ['theme', 'contrast', 'text', 'motion', 'links', 'targets', 'warnings', 'media', 'films', 'descriptions'] as const) {
    const answer = look[question];
    if (answer === undefined) delete dataset[question];
    else dataset[question] = answer;
  }
  const text = Object.entries(look).map(([question, answer]) => `${question}_${answer}`).join('.');
  // Read by the server, and by nobody for anything else: it says nothing of who somebody is.
  document.cookie = `perchoir_look=${text}; Path=/; SameSite=Lax; Max-Age=${text === '' ? 0 : YEAR_S}${location.protocol === 'https:' ? '; Secure' : ''}`;
}
