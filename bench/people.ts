/** People for the bench and the rehearsal, made through the doors. */

import { createMember, createToken } from '#auth';
import { SYSTEM } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import type { Id } from '#kit/ids.ts';

export interface BenchPerson {
  id: Id;
  token: string;
}

export const PASSWORD_OF_BENCH = 'un mot de passe de répétition';
const AT_ONCE = 20;

/** @returns as many people as asked for, named `<prefix>0`, `<prefix>1`, … */
export async function makePeople(house: House, prefix: string, count: number): Promise<BenchPerson[]> {
  const people: BenchPerson[] = [];
  for (let first = 0; first < count; first += AT_ONCE) {
    const names = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, at) => `${prefix}${first + at}`);
    people.push(...(await Promise.all(names.map((name) => makePerson(house, name)))));
  }
  return people;
}

async function makePerson(house: House, username: string): Promise<BenchPerson> {
  const ctx = house.context(SYSTEM);
  const email = `${username}@bench.example`;
  const { accountId: id } = await createMember(ctx, { username, email, password: PASSWORD_OF_BENCH, confirmed: true });
  return { id, token: await createToken(ctx, { accountId: id, scopes: 'read write follow push', appName: 'bench' }) };
}
