/** People of a server that runs as a process of its own: made through a house beside it, on the same database. */

import { createMember, createToken } from '#auth';
import { readConfig } from '#platform/config.ts';
import { SYSTEM } from '#platform/context.ts';
import { House } from '#platform/house.ts';
import { createLog } from '#platform/log.ts';
import { rooms } from '../../src/app.ts';
import { Person } from '../town/person.ts';
import type { Server } from './server.ts';

/** In the order of their names; without rate limits. */
export async function settleIn(server: Server, names: readonly string[], settings: Readonly<Record<string, unknown>> = {}): Promise<Person[]> {
  const { url } = await server.database();
  const config = readConfig({ PERCHOIR_DATA: server.folder, PERCHOIR_ORIGIN: server.base });
  const house = new House({ config, rooms, log: createLog('warn'), role: 'tool', databaseUrl: url });
  try {
    await house.start();
    const ctx = house.context(SYSTEM);
    for (const [key, value] of Object.entries({ 'rates.on': false, ...settings })) await house.settings.change(ctx, key, value);
    return await Promise.all(names.map(async (username) => {
      const member = await createMember(ctx, { username, email: `${username}@example.org`, password: 'correct horse battery staple', confirmed: true });
      const token = await createToken(ctx, { accountId: member.accountId, scopes: 'read write follow' });
      return new Person({ base: server.base, streams: new Set() }, { id: String(member.accountId), username, token });
    }));
  } finally {
    await house.stop();
  }
}
