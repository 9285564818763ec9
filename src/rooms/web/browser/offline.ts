/** What stands in place of a page when there is no network: whole in itself, since nothing else may be there. */

export type Language = 'en' | 'fr';

interface Words {
  readonly title: string;
  readonly text: string;
  readonly again: string;
  readonly kept: (count: number) => string;
}

const WORDS: Record<Language, Words> = {
  en: {
    title: 'No connection', again: 'Try again',
    text: 'The server cannot be reached. Nothing you wrote is lost. This page looks again by itself.',
    kept: (count) => (count === 1 ? 'Your post is kept here and will leave by itself.' : `Your ${count} posts are kept here and will leave in order.`),
  },
  fr: {
    title: 'Pas de connexion', again: 'Réessayer',
    text: 'Le serveur ne répond pas. Rien de ce que vous avez écrit n’est perdu. Cette page réessaie d’elle-même.',
    kept: (count) => (count === 1 ? 'Votre message est gardé ici et partira de lui-même.' : `Vos ${count} messages sont gardés ici et partiront dans l’ordre.`),
  },
};

// The colours of the design's tokens, which cannot be had without a network.
const STYLE = `
:root { color-scheme: light dark; --paper: oklch(98% .008 85); --ink: oklch(23% .02 255); --soft: oklch(43% .02 250); --line: oklch(88% .012 80) }
@media (prefers-color-scheme: dark) { :root { --paper: oklch(22% .03 222); --ink: oklch(93% .01 85); --soft: oklch(76% .012 85); --line: oklch(35% .032 222) } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100dvh; display: grid; align-content: center; justify-content: center; padding: 2rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif }
main { max-inline-size: 32rem; border-inline-start: 1px solid var(--line); padding-inline-start: 1.5rem; position: relative }
main::before { content: ''; position: absolute; inset-block-start: .65rem; inset-inline-start: -.3125rem; inline-size: .5625rem; block-size: .5625rem; border: 1.5px solid var(--soft); border-radius: 50%; background: var(--paper) }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem }
p { margin: 0 0 .75rem; color: var(--soft) }
strong { color: var(--ink); font-weight: 600 }
a { color: var(--ink); font-weight: 600; display: inline-block; padding-block: .625rem; min-block-size: 2.75rem }
a:focus-visible { outline: 2px solid; outline-offset: 3px }
`;

const LOOK_AGAIN_SECONDS = 15;

/** @param waiting posts that wait to leave */
export function offlinePage(language: Language, waiting: number): string {
  const { title, text, again, kept } = WORDS[language];
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="${LOOK_AGAIN_SECONDS}"><title>${title}</title><style>${STYLE}</style></head>`
    + `<body><main><h1>${title}</h1>${waiting > 0 ? `<p><strong>${kept(waiting)}</strong></p>` : ''}<p>${text}</p><a href="">${again}</a></main></body></html>`;
}
