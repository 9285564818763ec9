// A cursor never passes over a post that commits late: commits are slowed and shuffled, readers poll meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let reader: Person;
let writers: Person[];

beforeAll(async () => {
  town = await openTown({ config: { databaseConnections: 12 } });
  [reader, ...writers] = await town.people('reader', 'ann', 'ben', 'cleo', 'dan');
  for (const writer of writers) await reader.follows(writer);
  // Runs inside the commit, when the ids have long been taken.
  await town.sql(`create function public.dawdle() returns trigger language plpgsql as
    $$ begin if random() < 0.5 then perform pg_sleep(random() * 0.08); end if; return null; end $$`);
  await town.sql('create constraint trigger dawdle after insert on posts.post deferrable initially deferred for each row execute function public.dawdle()');
});

afterAll(() => town.close());

test.each(['/api/v1/timelines/home', '/api/v1/timelines/public', '/api/v1/timelines/tag/late'])('a cursor never passes over a post that commits late: %s', async (path) => {
  const written: string[] = [];
  let writing = true;
  const write = async (writer: Person): Promise<void> => {
    for (let n = 0; n < 12; n++) written.push((await writer.posts(`${path} ${n} #late`)).id);
  };
  const newest = (await reader.get(`${path}?limit=1`)).body[0]?.id ?? '0';
  const follow = async (param: string): Promise<string[]> => {
    const seen: string[] = [];
    let cursor: string = newest;
    for (let last = false; ; last = !writing) {
      const page = (await reader.get(`${path}?${param}=${cursor}&limit=40`)).body as Json[];
      const ids = page.map((post) => post.id as string).toReversed();
      expect(ids).toEqual(ids.toSorted((a, b) => Number(a) - Number(b)));
      seen.push(...ids);
      cursor = ids.at(-1) ?? cursor;
      if (last && ids.length === 0) return seen;
    }
  };
  const wrote = Promise.all(writers.flatMap((writer) => [write(writer), write(writer)])).finally(() => {
    writing = false;
  });
  const [byMinimum, bySince] = await Promise.all([follow('min_id'), follow('since_id'), wrote]);
  const wanted = written.toSorted((a, b) => Number(a) - Number(b));
  expect(byMinimum).toEqual(wanted);
  expect(bySince).toEqual(wanted);
});
