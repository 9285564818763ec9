import { statfs } from 'node:fs/promises';
import type { Context } from '#platform/context.ts';
import { houseOf } from '#platform/context.ts';
import type { Language } from '#kit/language.ts';
import type { SettingToken } from '#platform/settings.ts';
import { readFigure } from './figures.ts';
import { pushKey } from './push-key.ts';
import { selectDatabaseSize, selectOne, selectSettingTime } from './queries.ts';
import {
  DESCRIPTION, PRIVACY, aboutSetting, contactEmailSetting, descriptionSetting, languagesSetting, privacySetting, rulesSetting, signUpModeSetting, sourceSetting,
  titleSetting,
} from './settings.ts';
import { VERSION } from './software.ts';
import type { Document, InstanceFacts, Introduction } from './types.ts';

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

/** The line about this server, for one reader: until the owner writes one, ours in their language. */
export function readDescription({ settings }: Context, language: Language): string {
  const line = settings.get(descriptionSetting);
  return line === DESCRIPTION.en ? DESCRIPTION[language] : line;
}

export const readAbout = (ctx: Context): Promise<Document> => readDocument(ctx, aboutSetting);
export const readPrivacy = (ctx: Context): Promise<Document> => readDocument(ctx, privacySetting);

/** What this server says of itself to people; what its owner has not written stands in the reader's language. */
export async function readIntroduction(ctx: Context, language: Language): Promise<Introduction> {
  const { title, rules, contactEmail, source } = await readInstance(ctx);
  const { text } = await readAbout(ctx);
  return { title, description: readDescription(ctx, language), text, rules, contactEmail, source };
}

/** What is kept about people here: the owner's text, else ours in the reader's language. */
export async function readPrivacyText(ctx: Context, language: Language): Promise<Document> {
  const { text, writtenAt } = await readPrivacy(ctx);
  return { text: text === PRIVACY.en ? PRIVACY[language] : text, writtenAt };
}

async function readDocument(ctx: Context, token: SettingToken<string>): Promise<Document> {
  return { text: ctx.settings.get(token), writtenAt: (await selectSettingTime(ctx, token.key)) ?? PRESETS_WRITTEN };
}

export interface HouseFigures {
  readonly accounts: number;
  readonly posts: number;
  readonly activeMonth: number;
  readonly version: string;
  readonly converts: boolean;
  readonly databaseBytes: number;
  /** Of the disk that holds the files. */
  readonly freeBytes: number;
  readonly diskBytes: number;
}

/** For whoever runs the server. */
export async function readHouse(ctx: Context): Promise<HouseFigures> {
  const { config, media } = houseOf(ctx);
  const [accounts, posts, activeMonth, databaseBytes, disk] = await Promise.all([
    readFigure(ctx, 'users'), readFigure(ctx, 'posts'), readFigure(ctx, 'activeMonth'), selectDatabaseSize(ctx), statfs(config.dataDir),
  ]);
  return {
    accounts, posts, activeMonth, databaseBytes, version: VERSION, converts: media.converts,
    freeBytes: disk.bavail * disk.bsize, diskBytes: disk.blocks * disk.bsize,
  };
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
