/** `npm run map`: draws the tables of ARCHITECTURE.md from the code, and seals the migrations that are finished. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rooms } from '../src/app.ts';
import { eventTable, redraw, roomTable } from './house-map.ts';
import { sealNew } from './seals.ts';

const root = join(import.meta.dirname, '..');
const document = join(root, 'ARCHITECTURE.md');

const text = readFileSync(document, 'utf8');
const drawn = redraw(text, { rooms: roomTable(), events: eventTable(rooms) });
if (drawn !== text) writeFileSync(document, drawn);
console.log(drawn === text ? 'ARCHITECTURE.md is current' : 'drew the tables of ARCHITECTURE.md anew');

const migrations = globSync('src/{platform,rooms/*}/migrations/*.sql', { cwd: root })
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') }));
for (const path of sealNew(migrations)) console.log(`sealed ${path}`);
