/** Titles out of posts, which have none. Pure. */

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00A0' };
const LONGEST_TITLE = 90;

/** The text of HTML that this server rendered. One pass, whatever stands in it. */
export function plainOf(html: string): string {
  let text = '';
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at);
    text += html.slice(at, open === -1 ? undefined : open);
    if (open === -1) break;
    const close = html.indexOf('>', open);
    if (close === -1) break;
    if (html.startsWith('<br', open) || html.startsWith('</p', open)) text += ' ';
    at = close + 1;
  }
  return text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_whole, name: string) => NAMED[name] as string).trim();
}

/** The beginning of a text, cut between words where there are words. */
export function titleOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line.slice(0, LONGEST_TITLE * 4));
  if (characters.length <= LONGEST_TITLE) return line;
  const start = characters.slice(0, LONGEST_TITLE).join('');
  const space = start.lastIndexOf(' ');
  return `${space > LONGEST_TITLE / 2 ? start.slice(0, space) : start}…`;
}
