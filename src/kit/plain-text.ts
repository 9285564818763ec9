/** What HTML says, for where there is no HTML. Pure. */

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00A0' };

/** The text of HTML that this server rendered. One pass, whatever stands in it. */
export function plainText(html: string): string {
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
