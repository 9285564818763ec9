// The town itself: that it opens, answers, and leaves nothing behind.
import { expect, test } from 'vitest';
import { openTown } from '#town';

test('the town opens, answers on its port, and closes', async () => {
  const town = await openTown();
  expect((await town.visitor.get('/api/openapi.json')).body.openapi).toBe('3.1.0');
  expect(await town.sql('select 1 as one')).toEqual([{ one: 1 }]);
  await town.settled();
  await town.close();
});
