/** What the owner may change about open streams. */

import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';

const Count = Type.Integer({ minimum: 1, maximum: 1_000_000 });

/** A hall of people behind one address is what this server is for; a flood from one address holds 50 MB at most. */
export const perAddressSetting = defineSetting('streaming.perAddress', Count, 2000, 'open streams of one address at most');
export const perAccountSetting = defineSetting('streaming.perAccount', Count, 100, 'open streams of one account at most');
export const inAllSetting = defineSetting('streaming.inAll', Count, 30_000, 'open streams of this process at most');
