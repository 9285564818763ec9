/** What the owner says about this server, changed with `perchoir settings set`. */

import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';
import { APP_NAME } from './software.ts';

const Rules = Type.Array(
  Type.Object({ text: Type.String({ minLength: 1, maxLength: 1000 }), hint: Type.Optional(Type.String({ maxLength: 1000 })) }),
  { maxItems: 50 },
);

const SignUpMode = Type.Union([Type.Literal('open'), Type.Literal('approval'), Type.Literal('invite'), Type.Literal('closed')]);

export const titleSetting = defineSetting(
  'title', Type.String({ minLength: 1, maxLength: 100 }), APP_NAME, 'the name of this server',
);
export const descriptionSetting = defineSetting(
  'description', Type.String({ maxLength: 1000 }), 'An open live agora.', 'one or two sentences about this server, plain text',
);
export const aboutSetting = defineSetting(
  'about', Type.String({ maxLength: 50_000 }), '', 'the longer text of the page /about, plain text; an empty line begins a paragraph',
);
export const privacySetting = defineSetting(
  'privacy',
  Type.String({ maxLength: 50_000 }),
  `This server keeps what you give it: your name here, your mail address, your profile, your posts and whom you follow. Your password is kept only as a hash.

For each signed-in browser and app it keeps when and from which address it was last used, so that you can recognise and end it.

Public and unlisted posts can be read by anyone. Posts for followers and direct posts are shown to those they are meant for; they are not encrypted, and who runs this server can read them.

Deleting a post removes it here. Nothing is sold, and no advertiser or tracker is told anything.`,
  'the text of the page /privacy-policy, plain text; an empty line begins a paragraph',
);
export const contactEmailSetting = defineSetting(
  'contactEmail', Type.String({ maxLength: 254 }), '', 'the mail address that is shown as contact',
);
export const signUpModeSetting = defineSetting(
  'signUpMode', SignUpMode, 'open', 'open, approval, invite or closed: who may create an account',
);
export const rulesSetting = defineSetting(
  'rules', Rules, [], '[{"text":"Be kind.","hint":"…"}]: the rules of this server, in order',
);
export const languagesSetting = defineSetting(
  'languages', Type.Array(Type.String({ minLength: 2, maxLength: 16 }), { maxItems: 50 }), ['en', 'fr'], '["en","fr"]: the languages spoken here',
);
export const metricsFromSetting = defineSetting(
  'metricsFrom', Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 }), [], '["192.0.2.7"]: addresses besides this machine that may read /metrics',
);

export const sourceSetting = defineSetting(
  'source', Type.String({ maxLength: 500 }), '', 'the address where the source of what runs here can be had, as its licence (AGPL) asks',
);

export const instanceSettings = [
  titleSetting, descriptionSetting, aboutSetting, privacySetting, contactEmailSetting, signUpModeSetting, rulesSetting, languagesSetting,
  metricsFromSetting, sourceSetting,
];
