/** Titles out of posts, which have none. Pure. */

const LONGEST_TITLE = 90;

/** The beginning of a text, cut between words where there are words. */
export function titleOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line.slice(0, LONGEST_TITLE * 4));
  if (characters.length <= LONGEST_TITLE) return line;
  const start = characters.slice(0, LONGEST_TITLE).join('');
  const space = start.lastIndexOf(' ');
  return `${space > LONGEST_TITLE / 2 ? start.slice(0, space) : start}…`;
}
