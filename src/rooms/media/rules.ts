import type { AttachmentFacts, Emoji, Focus } from './types.ts';

/** Two numbers from -1 to 1, as clients send them: "0.5,-0.25". Undefined for anything else. */
export function focusOf(text: string): Focus | undefined {
  const found = /^\s*(-?\d{0,3}(?:\.\d{1,20})?)\s*,\s*(-?\d{0,3}(?:\.\d{1,20})?)\s*$/.exec(text);
  if (found === null || found[1] === '' || found[2] === '') return undefined;
  const focus = { x: Number(found[1]), y: Number(found[2]) };
  return Math.abs(focus.x) <= 1 && Math.abs(focus.y) <= 1 ? focus : undefined;
}

/** One film or sound stands alone: a post shows up to four pictures, or one of those. */
export function mayStandTogether(attachments: readonly Pick<AttachmentFacts, 'type'>[]): boolean {
  return attachments.length <= 1 || attachments.every(({ type }) => type === 'image' || type === 'gifv');
}

/** HEIF in its other brands, TIFF and what cameras make of it, JPEG XL and JPEG 2000: pictures that nobody here opens. */
export function isOtherPicture(start: Uint8Array): boolean {
  const text = Buffer.from(start.subarray(0, 16)).toString('latin1');
  return (text.slice(4, 8) === 'ftyp' && /^(hei|hev|mif1|msf1|crx|avi)/.test(text.slice(8, 12)))
    || text.startsWith('II*\0') || text.startsWith('MM\0*') || text.startsWith('IIU\0') || text.startsWith('FUJIFILM')
    || text.startsWith('\xff\x0a') || /^\0\0\0\x0c(JXL|jP) {1,2}/.test(text);
}

/** Letters, digits and _, two at least: what stands between two colons. */
export function mayBeShortcode(text: string, most: number): boolean {
  return text.length <= most && /^[A-Za-z0-9_]{2,}$/.test(text);
}

/** The emoji whose short codes stand in a text, each once, in the order of the text. */
export function emojisIn(texts: readonly string[], known: ReadonlyMap<string, Emoji>): Emoji[] {
  if (known.size === 0) return [];
  const found = new Set<Emoji>();
  for (const text of texts) {
    if (!text.includes(':')) continue;
    for (const [, shortcode = ''] of text.matchAll(/:([A-Za-z0-9_]{2,})(?=:)/g)) {
      const emoji = known.get(shortcode);
      if (emoji !== undefined) found.add(emoji);
    }
  }
  return [...found];
}
