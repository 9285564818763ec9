import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBoundedQueue } from './bounded-queue.ts';

test('whatever comes and goes, in any order, the bounds hold and everybody is answered in turn', async () => {
  const arrivals = fc.array(fc.record({ after: fc.integer({ min: 0, max: 3 }), fails: fc.boolean() }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), arrivals, async (scheduler, jobs) => {
      const queue = createBoundedQueue({ running: 2, waiting: 3 });
      const started: number[] = [];
      let inside = 0;
      const answers = jobs.map(async ({ fails }, index) => {
        try {
          return await queue.run(async () => {
            inside += 1;
            started.push(index);
            expect(inside).toBeLessThanOrEqual(2);
            expect(queue.waiting).toBeLessThanOrEqual(3);
            await scheduler.schedule(Promise.resolve());
            inside -= 1;
            if (fails) throw new Error('work failed');
            return 'done';
          });
        } catch (error) {
          return error instanceof Error && error.message === 'work failed' ? 'failed' : 'full';
        }
      });
      await scheduler.waitAll();
      const told = await Promise.all(answers);
      expect(told).toEqual(jobs.map(({ fails }, index) => (index >= 5 ? 'full' : fails ? 'failed' : 'done')));
      expect(started).toEqual(started.toSorted((a, b) => a - b));
      expect([queue.running, queue.waiting]).toEqual([0, 0]);
    }),
  );
});

test('a full line says when to come back', async () => {
  const queue = createBoundedQueue({ running: 1, waiting: 0 });
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = queue.run(() => promise);
  await expect(queue.run(async () => undefined)).rejects.toMatchObject({ status: 503, retryAfter: 2 });
  resolve();
  await first;
  await queue.run(async () => undefined);
});
