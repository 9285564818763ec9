import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';

export const offersSetting = defineSetting('trust.offers', Type.Integer({ minimum: 0, maximum: 10_000 }), 30, 'a number: people one account may offer a step of trust to in a day');

export const settings = [offersSetting] as never[];
