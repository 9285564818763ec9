/**
 * embeds: one post on somebody else's page.
 * Owns: the page for the frame, and the oEmbed answer that says how to put it there.
 * Promises: shows what a visitor may see and nothing else, as it is now; no script, no cookie, nothing loaded from elsewhere.
 * Does not do: show others' pages here (#links); read a token.
 */
export type { OpenPost } from './types.ts';
