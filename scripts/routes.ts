/** `npm run routes`: every route of the house, as the rooms declare them. A word after it keeps the lines that contain it. */
import process from 'node:process';
import { rooms } from '../src/app.ts';

const wanted = process.argv[2] ?? '';

const lines = rooms.flatMap((room) => (room.routes ?? []).map((route) => {
  const scopes = [route.scope ?? []].flat().join(' or ');
  return [route.path, route.method, route.who, scopes, room.name, route.summary];
}));
const sorted = lines.filter((cells) => cells.join(' ').includes(wanted)).sort((a, b) => (a.join() < b.join() ? -1 : 1));
const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...sorted.map((cells) => cells[at]?.length ?? 0), 0));
for (const cells of sorted) console.log(cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
console.log(`\n${sorted.length} routes`);
