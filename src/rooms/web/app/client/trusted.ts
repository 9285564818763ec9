/**
 * How text becomes markup or script in the pages of members: hardly at all (Trusted Types). Browsers that do not know this go
 * without.
 */

interface Policy {
  createScriptURL(address: string): string;
}

interface Factory {
  createPolicy(name: string, rules: { createHTML?(text: string): string; createScriptURL?(address: string): string }): Policy;
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;

const WORKER = '/worker.js';

/** How React makes the element of a script that it will fill in; nothing in it runs. */
const EMPTY_SCRIPT = '<script></script>';

// Where React must make the page anew, after an extension changed it, say, it writes again what stood in the page's own scripts.
// They have run; whatever is not the empty one comes to nothing.
factory?.createPolicy('default', { createHTML: (text) => (text === EMPTY_SCRIPT ? text : '') });

const worker = factory?.createPolicy('perchoir', { createScriptURL: () => WORKER });

/** The address of the service worker: the one program that a page starts by its address. */
export const workerAddress = (): string => worker?.createScriptURL(WORKER) ?? WORKER;
