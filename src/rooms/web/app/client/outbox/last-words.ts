/**
 * What was typed in the last moment before a page ended. IndexedDB may not have the time to take it, so it is put down in one go, where
 * only text fits, and goes to its place when the composer is opened again.
 */

const nameOf = (account: string, key: string): string => `perchoir.draft ${account} ${key}`;

const hasBlob = (value: unknown): boolean =>
  value instanceof Blob || (typeof value === 'object' && value !== null && Object.values(value).some(hasBlob));

/** Whether a change brings files, which are worth keeping at once. */
export const bringsFiles = (more: object): boolean => hasBlob(more);

/** `content` undefined: the draft was emptied. */
export function leaveWords(account: string, key: string, content: object | undefined): void {
  const plain = content && Object.fromEntries(Object.entries(content).filter(([, value]) => !hasBlob(value)));
  try {
    localStorage.setItem(nameOf(account, key), JSON.stringify({ plain }));
  } catch {
    // Full, or not allowed: what IndexedDB takes has to do.
  }
}

/** Takes them out; undefined where there are none. */
export function takeWords(account: string, key: string): { readonly plain?: object } | undefined {
  try {
    const text = localStorage.getItem(nameOf(account, key));
    localStorage.removeItem(nameOf(account, key));
    return text === null ? undefined : (JSON.parse(text) as { plain?: object });
  } catch {
    return undefined;
  }
}
