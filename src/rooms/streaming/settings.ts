/** What the owner may change about open streams. */

import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';

const Seconds = Type.Integer({ minimum: 1, maximum: 600 });
const Count = Type.Integer({ minimum: 1, maximum: 1_000_000 });

/** A hall of people behind one address is what this server is for; a flood from one address holds 50 MB at most. */
export const perAddressSetting = defineSetting('streaming.perAddress', Count, 2000, 'open streams of one address at most');
export const perAccountSetting = defineSetting('streaming.perAccount', Count, 100, 'open streams of one account at most');
export const inAllSetting = defineSetting('streaming.inAll', Count, 30_000, 'open streams of this process at most');
/** Many proxies cut a connection on which nothing happened for a minute. */
export const beatSetting = defineSetting('streaming.beatSeconds', Seconds, 30, 'seconds between signs of life on an open socket, twice as often on event streams; a socket that has answered neither of two is cut off at the third');
export const patienceSetting = defineSetting('streaming.patienceSeconds', Seconds, 30, 'seconds after which a client that takes nothing of what waits for it is cut off');
