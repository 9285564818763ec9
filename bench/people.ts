/** People for the bench and the rehearsal: made through the doors, many at once, without passwords. */

import { createToken } from '#auth';
import { createAccount } from '#accounts';
import { SYSTEM, transaction } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import type { Id } from '#kit/ids.ts';

export interface BenchPerson {
  id: Id;
  token: string;
}

/** @returns as many people as asked for, named `<prefix>0`, `<prefix>1`, … */
export async function makePeople(house: House, prefix: string, count: number): Promise<BenchPerson[]> {
  const ctx = house.context(SYSTEM);
  const people: BenchPerson[] = [];
  for (let at = 0; at < count; at++) {
    const id = await transaction(ctx, (tx) => createAccount(tx, { username: `${prefix}${at}`, standing: 'active' }));
    const token = await createToken(ctx, { accountId: id, scopes: 'read write follow push', appName: 'bench' });
    people.push({ id, token });
  }
  return people;
}
