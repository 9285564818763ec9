import { SYSTEM } from '#platform/context.ts';
import type { Room } from '#platform/room.ts';
import { hubOf } from './hub.ts';
import { routes } from './routes.ts';
import { inAllSetting, perAccountSetting, perAddressSetting } from './settings.ts';
import { acceptUpgrade } from './upgrade.ts';

export const room: Room = {
  name: 'streaming',
  settings: [perAddressSetting, perAccountSetting, inAllSetting] as never[],
  routes,
  upgrade: acceptUpgrade,
  start: async (house) => hubOf(house.context(SYSTEM)).start(),
  stop: (house) => hubOf(house.context(SYSTEM)).stop(),
};
