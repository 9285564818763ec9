/** `npm run map`: draws the rooms and events of the documents from the code, and seals the migrations that are finished. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rooms } from '../src/app.ts';
import { drawings, redraw } from './house-map.ts';
import { sealNew } from './seals.ts';

const root = join(import.meta.dirname, '..');
for (const drawing of drawings(rooms)) {
  const document = join(root, drawing.path);
  const text = readFileSync(document, 'utf8');
  const drawn = redraw(text, drawing);
  if (drawn !== text) writeFileSync(document, drawn);
  console.log(drawn === text ? `${drawing.path} is current` : `drew ${drawing.path} anew`);
}

const migrations = globSync('src/{platform,rooms/*}/migrations/*.sql', { cwd: root })
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') }));
for (const path of sealNew(migrations)) console.log(`sealed ${path}`);
