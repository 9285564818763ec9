import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';

export const leastPeopleSetting = defineSetting(
  'trends.leastPeople', Type.Integer({ minimum: 2, maximum: 1000 }), 3, 'how many people have to speak of something before it can trend',
);
export const leastDaysSetting = defineSetting(
  'trends.leastDays', Type.Integer({ minimum: 0, maximum: 365 }), 3, 'how many days an account has to be here before it counts for trends',
);

export const settings = [leastPeopleSetting, leastDaysSetting];
