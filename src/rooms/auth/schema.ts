/** The tables of the room, as migrations/ makes them. */

import type { Generated } from 'kysely';
import type { Id } from '#kit/ids.ts';
import type { LinkPurpose, Role } from './types.ts';

export interface AuthTables {
  'auth.credential': {
    account_id: Id;
    email: string;
    email_key: string;
    password_hash: string;
    role: Generated<Role>;
    locale: Generated<string>;
    confirmed_at: Date | null;
    reason: Generated<string>;
    totp_secret: string | null;
    totp_draft: string | null;
    totp_used_step: Generated<number>;
    created_at: Date;
    password_changed_at: Date;
  };
  'auth.recovery_code': { account_id: Id; hash: string };
  'auth.passkey': {
    id: Id;
    account_id: Id;
    credential_id: string;
    public_key: string;
    counter: number;
    transports: string[];
    name: string;
    created_at: Date;
    last_used_at: Date | null;
  };
  'auth.session': {
    id: Id;
    hash: string;
    account_id: Id;
    complete: boolean;
    browser: string;
    created_at: Date;
    seen_at: Date;
  };
  'auth.device': { hash: string; account_id: Id; seen_at: Date };
  'auth.app': {
    id: Id;
    client_id: string;
    secret_hash: string;
    name: string;
    website: string | null;
    redirect_uris: string[];
    scopes: string;
    created_at: Date;
  };
  'auth.token': {
    id: Id;
    hash: string;
    app_id: Id;
    account_id: Id | null;
    scopes: string;
    created_at: Date;
    used_at: Date | null;
    /** Not null: nobody holds it; pages of ours call by it in the name of this session. */
    session_id: Id | null;
  };
  'auth.code': {
    id: Id;
    hash: string;
    app_id: Id;
    account_id: Id;
    redirect_uri: string;
    scopes: string;
    challenge: string | null;
    expires_at: Date;
    used_at: Date | null;
    token_id: Id | null;
  };
  'auth.link': { hash: string; purpose: LinkPurpose; account_id: Id | null; expires_at: Date; email: string | null };
  'auth.invite': { id: Id; hash: string; uses_left: number; expires_at: Date; created_at: Date };
  'auth.challenge': { hash: string; account_id: Id | null; expires_at: Date };
}
