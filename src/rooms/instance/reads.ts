import type { Context } from '#platform/context.ts';
import { houseOf } from '#platform/context.ts';
import type { SettingToken } from '#platform/settings.ts';
import { readFigure } from './figures.ts';
import { pushKey } from './push-key.ts';
import { selectOne, selectSettingTime } from './queries.ts';
import {
  aboutSetting, contactEmailSetting, descriptionSetting, languagesSetting, privacySetting, rulesSetting, signUpModeSetting, sourceSetting,
  titleSetting,
} from './settings.ts';
import type { Document, InstanceFacts } from './types.ts';

/** When the presets of the texts were written. */
const PRESETS_WRITTEN = new Date('2026-11-23T00:00:00Z');
/** A probe that waits longer than this has its answer. */
const READY_WITHIN_MS = 1000;

export async function readInstance(ctx: Context): Promise<InstanceFacts> {
  const { origin, domain } = houseOf(ctx).config;
  const [users, posts, activeMonth, domains] = await Promise.all([
    readFigure(ctx, 'users'),
    readFigure(ctx, 'posts'),
    readFigure(ctx, 'activeMonth'),
    readFigure(ctx, 'domains'),
  ]);
  const { settings } = ctx;
  return {
    origin,
    domain,
    converts: houseOf(ctx).media.converts,
    title: settings.get(titleSetting),
    description: settings.get(descriptionSetting),
    contactEmail: settings.get(contactEmailSetting),
    source: settings.get(sourceSetting),
    signUpMode: settings.get(signUpModeSetting),
    rules: settings.get(rulesSetting),
    languages: settings.get(languagesSetting),
    figures: { users, posts, activeMonth, domains },
    pushKey: pushKey(ctx),
  };
}

export const readAbout = (ctx: Context): Promise<Document> => readDocument(ctx, aboutSetting);
export const readPrivacy = (ctx: Context): Promise<Document> => readDocument(ctx, privacySetting);

async function readDocument(ctx: Context, token: SettingToken<string>): Promise<Document> {
  return { text: ctx.settings.get(token), writtenAt: (await selectSettingTime(ctx, token.key)) ?? PRESETS_WRITTEN };
}

/** Whether the database answers within a second. */
export async function readReadiness(ctx: Context): Promise<boolean> {
  const house = houseOf(ctx);
  if (house.stopping || !house.database.isUp()) return false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), READY_WITHIN_MS);
  });
  const answered = selectOne(ctx).then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
