import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';

export const openSetting = defineSetting('help.open', Type.Integer({ minimum: 1, maximum: 1000 }), 20, 'a number: questions for help that one person has open in a group at a time');

export const settings = [openSetting] as never[];
