/** The rate rules of the field, each a setting: how many in how many seconds. */

import { Type } from 'typebox';
import { defineSetting } from '../settings.ts';
import type { SettingToken } from '../settings.ts';

export interface RateRule {
  limit: number;
  seconds: number;
}

const Rule = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
  seconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
});

const rule = (name: string, limit: number, seconds: number, help: string): SettingToken<RateRule> =>
  defineSetting(`rates.${name}`, Rule, { limit, seconds }, `{"limit":…,"seconds":…}: ${help}`);

const MINUTES = 60;
const HOURS = 3600;

export const ratesOn = defineSetting('rates.on', Type.Boolean(), true, 'true or false: whether requests are limited at all');

export const rateRules = {
  account: rule('account', 1500, 5 * MINUTES, 'API requests of one account'),
  token: rule('token', 300, 5 * MINUTES, 'API requests with one token'),
  address: rule('address', 300, 5 * MINUTES, 'requests of one address without a token'),
  // A hall full of people has one address, and reads the same few pages: those cost a copy each, which is not counted.
  page: rule('page', 6000, 5 * MINUTES, 'pages made for one address or member; copies of pages just made are not counted'),
  post: rule('post', 300, 3 * HOURS, 'posts and reposts of one account'),
  delete: rule('delete', 30, 30 * MINUTES, 'deletions and withdrawn reposts of one account'),
  follow: rule('follow', 400, 24 * HOURS, 'follows of one account'),
  report: rule('report', 400, 24 * HOURS, 'reports of one account'),
  upload: rule('upload', 30, 30 * MINUTES, 'uploads of one account'),
  signUp: rule('signUp', 5, 30 * MINUTES, 'sign-ups from one address'),
  signIn: rule('signIn', 25, 5 * MINUTES, 'sign-in attempts from one address'),
  registerApp: rule('registerApp', 5, 10 * MINUTES, 'app registrations from one address'),
  mail: rule('mail', 3, 1 * HOURS, 'mails sent to one mail address'),
} as const;

export type RateRuleName = keyof typeof rateRules;

export const rateSettings: SettingToken<never>[] = [ratesOn, ...Object.values(rateRules)] as never[];
