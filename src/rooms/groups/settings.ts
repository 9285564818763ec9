import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';

export const membersSetting = defineSetting('groups.members', Type.Integer({ minimum: 2, maximum: 1000 }), 1000, 'a number: people in one group');
export const madeSetting = defineSetting('groups.made', Type.Integer({ minimum: 0, maximum: 1000 }), 20, 'a number: groups and sub-groups that one account makes in a day; 0: nobody makes any');
export const invitedSetting = defineSetting('groups.invited', Type.Integer({ minimum: 0, maximum: 10_000 }), 50, 'a number: people one account introduces to groups in a day');
export const longestSetting = defineSetting('groups.longest', Type.Integer({ minimum: 1, maximum: 3660 }), 366, 'a number: days at most from now to the end of a group that ends');

export const settings = [membersSetting, madeSetting, invitedSetting, longestSetting] as never[];
