/** The mails of this room, in English and French. Plain text: what to do, until when, and what if it was somebody else. */

import type { Language } from '#kit/language.ts';
import type { MailKind } from './types.ts';

export interface MailFacts {
  readonly name: string;
  readonly title: string;
  /** Empty for mails that hold none. */
  readonly link: string;
  readonly origin: string;
}

interface Words {
  subject(facts: MailFacts): string;
  text(facts: MailFacts): string;
}

const english: Record<MailKind, Words> = {
  reset: {
    subject: ({ title }) => `Reset your password on ${title}`,
    text: ({ name, link, title }) => `Somebody, probably you, asked for a new password for @${name} on ${title}.

To choose one, open this link within an hour:
${link}

If it was not you, there is nothing to do.
`,
  },
  confirm: {
    subject: ({ title }) => `Confirm your e-mail address for ${title}`,
    text: ({ name, link, title }) => `An account @${name} was created on ${title} with this address.

If it was you, open this link within two days:
${link}

If not, there is nothing to do.
`,
  },
  move: {
    subject: ({ title }) => `Confirm your new e-mail address for ${title}`,
    text: ({ name, link, title }) => `The account @${name} on ${title} is to have this e-mail address.

If it is yours, open this link within a day:
${link}

If not, there is nothing to do.
`,
  },
  moving: {
    subject: ({ title }) => `Your e-mail address on ${title} is about to change`,
    text: ({ name, title, origin }) => `Somebody who knows the password of @${name} on ${title} asked for another e-mail address. It counts once the link sent to the new address has been opened.

If it was you, there is nothing to do.

If not, choose another password now, which stops it:
${origin}/auth/password/forgot
`,
  },
  known: {
    subject: ({ title }) => `You have an account on ${title} already`,
    text: ({ name, title, origin }) => `Somebody, probably you, wanted to use this address for an account on ${title}. It belongs to @${name} already.

To sign in:
${origin}/auth/sign_in

If you have forgotten your password:
${origin}/auth/password/forgot

If it was not you, there is nothing to do.
`,
  },
};

const french: Record<MailKind, Words> = {
  reset: {
    subject: ({ title }) => `Réinitialisation de votre mot de passe sur ${title}`,
    text: ({ name, link, title }) => `Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour @${name} sur ${title}.

Pour le choisir, ouvrez ce lien dans l’heure :
${link}

Si ce n’était pas vous, vous n’avez rien à faire.
`,
  },
  confirm: {
    subject: ({ title }) => `Confirmez votre adresse e-mail pour ${title}`,
    text: ({ name, link, title }) => `Un compte @${name} a été créé sur ${title} avec cette adresse.

Si c’était vous, ouvrez ce lien dans les deux jours :
${link}

Sinon, vous n’avez rien à faire.
`,
  },
  move: {
    subject: ({ title }) => `Confirmez votre nouvelle adresse e-mail pour ${title}`,
    text: ({ name, link, title }) => `Le compte @${name} sur ${title} doit désormais utiliser cette adresse e-mail.

Si elle est à vous, ouvrez ce lien dans la journée :
${link}

Sinon, vous n’avez rien à faire.
`,
  },
  moving: {
    subject: ({ title }) => `Votre adresse e-mail sur ${title} va changer`,
    text: ({ name, title, origin }) => `Quelqu’un qui connaît le mot de passe de @${name} sur ${title} a demandé une autre adresse e-mail. Elle comptera une fois ouvert le lien envoyé à la nouvelle adresse.

Si c’était vous, vous n’avez rien à faire.

Sinon, choisissez tout de suite un autre mot de passe, ce qui annule la demande :
${origin}/auth/password/forgot
`,
  },
  known: {
    subject: ({ title }) => `Vous avez déjà un compte sur ${title}`,
    text: ({ name, title, origin }) => `Quelqu’un, sans doute vous, a voulu utiliser cette adresse pour un compte sur ${title}. Elle appartient déjà à @${name}.

Pour vous connecter :
${origin}/auth/sign_in

Si vous avez oublié votre mot de passe :
${origin}/auth/password/forgot

Si ce n’était pas vous, vous n’avez rien à faire.
`,
  },
};

/** A mail, ready to send. */
export function renderMail(kind: MailKind, language: Language, facts: MailFacts): { subject: string; text: string } {
  const words = (language === 'fr' ? french : english)[kind];
  return { subject: words.subject(facts), text: words.text(facts) };
}
