/** Where the things of this room are found by people. */

import type { Id } from '#kit/ids.ts';
import { canonicalTag } from '#kit/text.ts';

/** The page of a tag. The key is in it, so that all spellings lead to one address. */
export function tagUrl(origin: string, name: string): string {
  return `${origin}/tags/${encodeURIComponent(canonicalTag(name))}`;
}

/** The page of a post. */
export function postUrl(origin: string, username: string, id: Id): string {
  return `${origin}/@${username}/${id}`;
}
