/** The text of a page, whatever letters its server wrote it in (HTML standard, "determining the character encoding"). */

/** As far as a `meta` element with the charset is looked for. */
const PRESCAN_BYTES = 4096;

export function decodePage(bytes: Uint8Array, contentType: string): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, PRESCAN_BYTES));
  const named = markOf(bytes) ?? charsetIn(contentType) ?? charsetIn(start) ?? 'utf-8';
  return decoderOf(named).decode(bytes);
}

function markOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

function charsetIn(text: string): string | undefined {
  return /charset\s*=\s*["']?\s*([\w.:-]{2,40})/i.exec(text)?.[1];
}

/** A charset that nobody knows is taken for UTF-8. */
function decoderOf(name: string): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(name);
  } catch {
    return new TextDecoder();
  }
}
