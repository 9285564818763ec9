import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';

const Hours = Type.Integer({ minimum: 0, maximum: 24 * 60 });

export const stepSetting = defineSetting('decisions.stepHours', Hours, 0, 'a number: hours for which a proposal stays open for questions at least, and then for reactions');
export const objectionSetting = defineSetting(
  'decisions.objectionHours', Type.Integer({ minimum: 1, maximum: 24 * 60 }), 48, 'a number: hours after which a proposal is adopted without an answer from everybody, where nobody objects',
);
export const lapseSetting = defineSetting('decisions.lapseDays', Type.Integer({ minimum: 1, maximum: 366 }), 30, 'a number: days after which a proposal lapses to which nothing is done');
export const openSetting = defineSetting('decisions.open', Type.Integer({ minimum: 1, maximum: 1000 }), 100, 'a number: proposals that are open in one group at a time');

export const settings = [stepSetting, objectionSetting, lapseSetting, openSetting] as never[];
