// Texts for property tests: any string of UTF-16, salted with what the parser of posts and names reacts to.
import fc from 'fast-check';

const FRAGMENTS = [
  '@', '#', '\uff03', '://', 'http://', 'https://', 'HTTPS://', 'example.org', 'exämple.org', '.', ':80', '/', '?', '(', ')', '[', ']',
  '@alice', '@bob@example.org', '@a.b-c@127.0.0.1', '@localhost', '#café', '#日本語', '#हिन्दी', '#612', '#vélo🚲', 'été', 'é', 'e\u0301',
  ' ', '  ', '\t', '\n', '\n\n', '\r\n', '\u00a0', '\u200b', '\u200d', '\u200c', '\ufe0f', '\u2028', '&', '<', '>', '"', "'", '`', '\\', '%', '_', '-',
  '<script>', '&lt;', '&#39;', 'javascript:', 'data:text/html,', 'onload=', '\u202a', '\u202c', '\u202e', '\u2066', '\u2068', '\u2069',
  '👩\u200d🚀', '🏴\u{e0067}\u{e007f}', '🇫🇷', '🏻', '\ud800', '\udc00', '\u0000', '\u001b', '\u0600', '»', '’', '…', '。', 'が', 'さん', 'ß', 'İ', 'Σ', '\u{fdfa}',
];

/** Any string of UTF-16 code units, lone surrogates and controls included. */
export const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map(units => String.fromCharCode(...units));

/** Any string made of what the parser reacts to, mixed with arbitrary characters. */
export const anyText = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...FRAGMENTS) }, { weight: 1, arbitrary: anyUnits }), { maxLength: 24 })
  .map(parts => parts.join(''));
