/** The nouns of the room. */

import type { Id } from '#kit/ids.ts';

export type Role = 'owner' | 'member';
export type LinkPurpose = 'reset' | 'confirm' | 'move' | 'owner';
/** What a mail says: a link for one of three purposes; that a move was asked for; that the mailbox has an account already. */
export type MailKind = 'reset' | 'confirm' | 'move' | 'moving' | 'known';

/** What someone signs in with. */
export interface Credential {
  readonly accountId: Id;
  readonly email: string;
  readonly emailKey: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly locale: string;
  readonly confirmed: boolean;
  readonly passwordChangedAt: Date;
  readonly totpSecret: string | undefined;
  readonly totpDraft: string | undefined;
  readonly totpUsedStep: number;
}

/** One browser signed in; `complete` only after the second factor, where there is one. */
export interface Session {
  readonly id: Id;
  readonly accountId: Id;
  readonly complete: boolean;
  readonly browser: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
}

/** A program that acts with consent. */
export interface App {
  readonly id: Id;
  readonly clientId: string;
  readonly secretHash: string;
  readonly name: string;
  readonly website: string | undefined;
  readonly redirectUris: readonly string[];
  readonly scopes: string;
  readonly createdAt: Date;
}

export interface Token {
  readonly id: Id;
  readonly appId: Id;
  readonly accountId: Id | undefined;
  readonly scopes: string;
  readonly createdAt: Date;
  readonly usedAt: Date | undefined;
}

/** A token as it leaves us, once; afterwards only its hash is known here. */
export interface IssuedToken {
  readonly secret: string;
  readonly scopes: string;
  readonly createdAt: Date;
}

/** A consent that waits to be turned into a token. */
export interface Code {
  readonly id: Id;
  readonly appId: Id;
  readonly accountId: Id;
  readonly redirectUri: string;
  readonly scopes: string;
  readonly challenge: string | undefined;
  readonly expiresAt: Date;
  readonly usedAt: Date | undefined;
  readonly tokenId: Id | undefined;
}

export interface Passkey {
  readonly id: Id;
  readonly accountId: Id;
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | undefined;
}
