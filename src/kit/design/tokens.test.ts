/** The colours can be read in each theme. */

import { expect, test } from 'vitest';
import { PAIRS, THEMES, coloursIn, contrastBetween } from '../contrast.ts';
import { designOf } from '../design.ts';

const colours = coloursIn(designOf('tokens.css'));

test('each colour is said for four themes', () => {
  expect(colours.size).toBeGreaterThan(10);
  for (const [name, values] of colours) expect(values, name).toHaveLength(4);
});

test.each(THEMES.flatMap((theme, index) => PAIRS.map(([front, back, least]) => ({ theme, index, front, back, least }))))(
  '$theme: $front on $back is at least $least to 1', ({ index, front, back, least }) => {
    expect(contrastBetween(colours.get(front)?.[index] ?? '', colours.get(back)?.[index] ?? '')).toBeGreaterThanOrEqual(least);
  });
