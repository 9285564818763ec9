/**
 * Instance: what this server says about itself.
 *
 * Owns: name, texts, rules, who may sign up, the figures announced to clients, health, metrics, the stylesheet and marks of
 * the pages, nodeinfo and host-meta.
 * Promises: what is announced is what is served (`limits` is both); a figure is at most a minute old (older only where counting
 * takes long).
 * Does not do: count anything itself; know accounts (higher rooms hand in figures); serve /metrics to strangers.
 */
export { provideFigure } from './figures.ts';
export { languageCodes } from './language-codes.ts';
export { limits } from './limits.ts';
export { providePushKey, pushKey } from './push-key.ts';
export { readDescription, readHouse, readIntroduction, readPrivacyText } from './reads.ts';
export { aboutSetting, contactEmailSetting, descriptionSetting, privacySetting, rulesSetting, signUpModeSetting, titleSetting } from './settings.ts';
export { VERSION } from './software.ts';
export { provideWeeks } from './weeks.ts';
