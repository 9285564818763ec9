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

/** The programs that a page starts by their addresses: the service worker, and what a studio encodes with. */
const PROGRAMS = ['/worker.js', '/app/alone/encoder.js', '/app/alone/microphone.js'] as const;

/** How React makes the element of a script that it will fill in; nothing in it runs. */
const EMPTY_SCRIPT = '<script></script>';

// Where React must make the page anew, after an extension changed it, say, it writes again what stood in the page's own scripts.
// They have run; whatever is not the empty one comes to nothing.
factory?.createPolicy('default', { createHTML: (text) => (text === EMPTY_SCRIPT ? text : '') });

const programs = factory?.createPolicy('perchoir', {
  createScriptURL(address) {
    const known = PROGRAMS.find((program) => program === address);
    if (known === undefined) throw new TypeError(`No page starts ${address}`);
    return known;
  },
});

/** The address of a program, as a browser wants it that asks who vouches for it. */
export const trustedAddress = (address: (typeof PROGRAMS)[number]): string => programs?.createScriptURL(address) ?? address;
