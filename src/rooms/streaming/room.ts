import { SYSTEM } from '#platform/context.ts';
import type { Room } from '#platform/room.ts';
import { hubOf } from './hub.ts';
import { routes } from './routes.ts';
import { beatSetting, inAllSetting, patienceSetting, perAccountSetting, perAddressSetting } from './settings.ts';
import { acceptUpgrade } from './upgrade.ts';

export const room: Room = {
  name: 'streaming',
  settings: [perAddressSetting, perAccountSetting, inAllSetting, beatSetting, patienceSetting] as never[],
  routes,
  upgrade: acceptUpgrade,
  start: async (house) => hubOf(house.context(SYSTEM)).start(),
  stop: (house) => hubOf(house.context(SYSTEM)).stop(),
};
