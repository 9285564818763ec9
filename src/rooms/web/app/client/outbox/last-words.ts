/**
 * What was typed in the last moment before a page ended. IndexedDB may not have the time to take it, so it is put down in one go,
 * and goes to its place when the composer is opened again.
 */

const nameOf = (account: string, key: string): string => `perchoir.draft ${account} ${key}`;

/** `content` undefined: the draft was emptied. */
export function leaveWords(account: string, key: string, content: object | undefined): void {
  try {
    localStorage.setItem(nameOf(account, key), JSON.stringify({ content }));
  } catch {
    // Full, or not allowed: what IndexedDB takes has to do.
  }
}

/** Takes them out; undefined where there are none. */
export function takeWords(account: string, key: string): { readonly content?: object } | undefined {
  try {
    const text = localStorage.getItem(nameOf(account, key));
    localStorage.removeItem(nameOf(account, key));
    return text === null ? undefined : (JSON.parse(text) as { content?: object });
  } catch {
    return undefined;
  }
}
