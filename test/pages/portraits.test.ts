// The main pages look as they did when somebody last looked at them and found them good.
import process from 'node:process';
import { expect, test } from 'vitest';
import { INSTALL_MS } from '../town/debian.ts';
import { faultOf, keepPortrait } from './likeness.ts';
import { takePortraits } from './portraits.ts';

test('the main pages look as in their pictures, on phones and desks, by day and night; what is missing, moved or coloured is noticed', async () => {
  const { portraits, spoilt } = await takePortraits();
  expect(portraits).toHaveLength(42);
  if (process.env['PERCHOIR_PICTURES'] === 'keep') for (const portrait of portraits) await keepPortrait(portrait);
  const faults: (string | undefined)[] = [];
  for (const portrait of portraits) faults.push(await faultOf(portrait));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  expect(spoilt).toHaveLength(3);
  for (const portrait of spoilt) expect(await faultOf(portrait, true)).toMatch(/differ/);
}, 3 * INSTALL_MS);
