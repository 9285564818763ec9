/** What the owner says about this server, changed with `perchoir settings set`. */

import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';
import { APP_NAME } from './software.ts';
import { oneOf } from '#kit/one-of.ts';

const Rules = Type.Array(
  Type.Object({ text: Type.String({ minLength: 1, maxLength: 1000 }), hint: Type.Optional(Type.String({ maxLength: 1000 })) }),
  { maxItems: 50 },
);

const SignUpMode = oneOf(['open', 'approval', 'invite', 'closed']);

export const titleSetting = defineSetting(
  'title', Type.String({ minLength: 1, maxLength: 100 }), APP_NAME, 'the name of this server',
);
/** Until the owner writes a line of their own, ours is there in both languages. */
export const DESCRIPTION = { en: 'An open live agora.', fr: 'Une agora ouverte, en direct.' } as const;
export const descriptionSetting = defineSetting(
  'description', Type.String({ maxLength: 1000 }), DESCRIPTION.en, 'one or two sentences about this server, plain text',
);
export const aboutSetting = defineSetting(
  'about', Type.String({ maxLength: 50_000 }), '', 'the longer text of the page /about, plain text; an empty line begins a paragraph',
);
/** What is true of every server that runs this; an owner who does more writes their own. */
export const PRIVACY = {
  en: `This server keeps what you give it: your name here, your mail address, your profile, your posts and whom you follow. Your password is kept only as a hash.

For each browser and app that is signed in it keeps what it calls itself and when it was last used, so that you can recognise and end it.

Public and unlisted posts can be read by anyone. Posts for followers, direct posts and private conversations are shown to those they are meant for; they are not encrypted, and who runs this server can read them. Of private conversations it also keeps their files, which lie apart and go with their message, how far you have read, notes and tasks, and your quiet hours. If you report somebody there, the messages that you choose are kept with the report.

Of a group that you are in it keeps when you came, what you say you do and can help with, who introduced you and why, and a log of what happened in the group, which its members read and which goes with the group. When a group ends, its messages, posts and log are erased; its title, purpose, dates and size stay, with what its members approved and the names of who did. What you propose, ask, object to and help with is shown to its members; what the group has adopted stays the group’s, without your name, when you delete your account.

What you fill in on your private card (what you can help with, mail address, birthday, postal address, phone number) is shown to those alone with whom you have agreed on that step of trust, and no longer once either of you goes back or you block them. With whom you share which step nobody else is told.

What you say to everybody or to your followers stands in a log of yours too, so that anybody can check that lists leave nothing out. When you delete a post, its log keeps a number that says that there was one, and when; nobody can find out what it said. When you delete your account, the logs go with it.

Deleting a post removes it here. Nothing is sold, and no advertiser or tracker is told anything.`,
  fr: `Ce serveur conserve ce que vous lui confiez : votre nom ici, votre adresse e-mail, votre profil, vos messages et les comptes que vous suivez. De votre mot de passe, il ne garde qu’une empreinte.

Pour chaque navigateur et application connectés, il conserve le nom qu’ils se donnent et le moment de leur dernière utilisation, pour que vous puissiez les reconnaître et les déconnecter.

Les messages publics et non listés peuvent être lus par tout le monde. Les messages réservés aux abonnés, les messages directs et les conversations privées sont montrés à leurs destinataires ; ils ne sont pas chiffrés, et la personne qui exploite ce serveur peut les lire. Des conversations privées, il conserve aussi les fichiers, rangés à part et effacés avec leur message, jusqu’où vous avez lu, les notes et les tâches, et vos heures de calme. Si vous y signalez quelqu’un, les messages que vous choisissez sont conservés avec le signalement.

D’un groupe dont vous faites partie, il conserve le moment de votre arrivée, ce que vous dites faire et pouvoir apporter, qui vous a présenté et pourquoi, et un journal de ce qui s’y passe, que ses membres lisent et qui disparaît avec le groupe. Quand un groupe prend fin, ses messages, ses publications et son journal sont effacés ; restent son titre, sa raison d’être, ses dates et sa taille, avec ce que ses membres ont approuvé et le nom de ceux qui l’ont fait. Ce que vous proposez, demandez, objectez et l’aide que vous donnez sont montrés à ses membres ; ce que le groupe a adopté reste au groupe, sans votre nom, si vous supprimez votre compte.

Ce que vous inscrivez sur votre carte privée (ce que vous pouvez apporter, adresse e-mail, anniversaire, adresse postale, numéro de téléphone) n’est montré qu’aux personnes avec qui vous avez convenu de ce pas de confiance, et ne l’est plus dès que l’une de vous deux revient en arrière ou que vous la bloquez. Personne d’autre n’apprend avec qui vous partagez quel pas.

Ce que vous dites à tout le monde ou à vos abonnés figure aussi dans un journal à vous, pour que chacun puisse vérifier que les listes n’oublient rien. Quand vous supprimez un message, ce journal garde un nombre qui dit qu’il y en a eu un, et quand ; personne ne peut retrouver ce qu’il disait. Quand vous supprimez votre compte, vos journaux disparaissent avec lui.

Un message supprimé disparaît d’ici. Rien n’est vendu, et rien n’est dit à des annonceurs ni à des traqueurs.`,
} as const;
export const privacySetting = defineSetting(
  'privacy',
  Type.String({ maxLength: 50_000 }),
  PRIVACY.en,
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
