import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';

export const suggestedSetting = defineSetting(
  'suggestedAccounts',
  Type.Array(Type.String({ minLength: 1, maxLength: 30 }), { maxItems: 40 }),
  [],
  '["alice"]: accounts that newcomers are shown first among the suggestions, in this order',
);
