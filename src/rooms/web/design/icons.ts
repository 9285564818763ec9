/**
 * `node src/rooms/web/design/icons.ts`: draws icons.svg anew, one symbol for each name below, from the Lucide set (ISC licence).
 *
 * One file for all of them: a page of twenty posts shows two hundred icons, and names each in sixty bytes.
 */

import { writeFileSync } from 'node:fs';

const NAMES = `
accessibility arrow-down arrow-left arrow-right arrow-up at-sign ban bell bell-off book-open bookmark calendar calendar-clock camera check
chevron-down chevron-left chevron-right chevron-up circle-exclamation-point circle-question-mark circle-user clock columns-3 compass copy download ellipsis external-link eye eye-off
funnel flag globe globe-lock grip-vertical hash heart rotate-ccw-clock house image info key-round keyboard languages link list list-checks lock log-out
mail map-pin megaphone message-circle message-square mic minus moon palette paperclip pause pen-line pencil pin pin-off play plus printer quote radio
refresh-cw repeat-2 reply rss search send settings share-2 shield face-slightly-smiling star sun ticket trash triangle-exclamation-point tv upload user user-check user-minus
user-plus users video volume-2 volume-x wifi-off x
`.trim().split(/\s+/);

type Shape = readonly [element: string, attributes: Readonly<Record<string, string>>];

const symbols: string[] = [];
for (const name of NAMES) {
  const { __iconData: drawing } = (await import(`lucide-react/dist/esm/icons/${name}.mjs`)) as { __iconData?: { node: readonly Shape[] } };
  if (drawing === undefined) throw new Error(`${name} is another name for something`);
  const drawn = drawing.node.map(([element, { key: _key, ...attributes }]) =>
    `<${element} ${Object.entries(attributes).map(([attribute, value]) => `${attribute}="${value}"`).join(' ')}/>`);
  symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${drawn.join('')}</symbol>`);
}
writeFileSync(new URL('icons.svg', import.meta.url), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);
