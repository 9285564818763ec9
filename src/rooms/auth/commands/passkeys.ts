/** Passkeys (WebAuthn level 3): adding one, signing in with one. They stand for both steps, since the device asks for a person. */

import {
  generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { titleSetting } from '#instance';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf, newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { deleteChallenge, insertChallenge } from '../queries/links.ts';
import { insertPasskey, selectPasskey, selectPasskeysOf, updatePasskeyUsed } from '../queries/passkeys.ts';
import { hashSecret } from '../secrets.ts';

const CHALLENGE_MS = 120_000;
const MOST_PASSKEYS = 20;

/** The name that a passkey is bound to: the host without its port. */
const place = (ctx: Context): { expectedRPID: string; expectedOrigin: string } => {
  const { origin } = houseOf(ctx).config;
  return { expectedRPID: new URL(origin).hostname, expectedOrigin: origin };
};

async function keepChallenge(ctx: Context, challenge: string, accountId: Id | undefined): Promise<void> {
  const expiresAt = new Date(ctx.now().getTime() + CHALLENGE_MS);
  await transaction(ctx, (tx) => insertChallenge(tx, hashSecret(challenge), accountId, expiresAt));
}

/** Each challenge is answered once, by the account it was made for. */
const useChallenge = (ctx: Context, accountId: Id | undefined) => (challenge: string): Promise<boolean> =>
  transaction(ctx, (tx) => deleteChallenge(tx, hashSecret(challenge), accountId));

const failed = (ctx: Context, error: unknown): Error => {
  ctx.log.info({ err: error }, 'a passkey was refused');
  return invalid('This passkey could not be verified');
};

/** What the browser is to ask the device for. */
export async function offerPasskey(ctx: Context, accountId: Id, username: string): Promise<object> {
  const known = await selectPasskeysOf(ctx, accountId);
  if (known.length >= MOST_PASSKEYS) throw invalid(`An account may have ${MOST_PASSKEYS} passkeys`);
  const options = await generateRegistrationOptions({
    rpName: ctx.settings.get(titleSetting),
    rpID: place(ctx).expectedRPID,
    userName: username,
    userID: Buffer.from(String(accountId)),
    attestationType: 'none',
    excludeCredentials: known.map((one) => ({ id: one.credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  await keepChallenge(ctx, options.challenge, accountId);
  return options;
}

/** Adds the passkey that the device made. @throws Refusal 422. */
export async function addPasskey(ctx: Context, accountId: Id, name: string, response: RegistrationResponseJSON): Promise<void> {
  const verified = await verifyRegistrationResponse({
    response, expectedChallenge: useChallenge(ctx, accountId), ...place(ctx), requireUserVerification: true,
  }).catch((error: unknown) => {
    throw failed(ctx, error);
  });
  const { credential } = verified.registrationInfo ?? {};
  if (!verified.verified || credential === undefined) throw failed(ctx, undefined);
  await transaction(ctx, async (tx) => insertPasskey(tx, {
    id: newId(tx),
    accountId,
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: credential.transports ?? [],
    name,
    createdAt: tx.now(),
    lastUsedAt: undefined,
  }));
}

/** What the browser is to ask any passkey of this place for. */
export async function askForPasskey(ctx: Context): Promise<object> {
  const options = await generateAuthenticationOptions({ rpID: place(ctx).expectedRPID, userVerification: 'required' });
  await keepChallenge(ctx, options.challenge, undefined);
  return options;
}

/** Whose passkey answered. @throws Refusal 422 for a wrong origin, challenge, signature, or a counter that went back. */
export async function provePasskey(ctx: Context, response: AuthenticationResponseJSON): Promise<Id> {
  const passkey = typeof response.id === 'string' ? await selectPasskey(ctx, response.id) : undefined;
  if (passkey === undefined) throw failed(ctx, undefined);
  const credential = {
    id: passkey.credentialId, publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')), counter: passkey.counter,
  };
  const verified = await verifyAuthenticationResponse({
    response, expectedChallenge: useChallenge(ctx, undefined), ...place(ctx), credential, requireUserVerification: true,
  }).catch((error: unknown) => {
    throw failed(ctx, error);
  });
  if (!verified.verified) throw failed(ctx, undefined);
  await transaction(ctx, (tx) => updatePasskeyUsed(tx, passkey.id, verified.authenticationInfo.newCounter));
  return passkey.accountId;
}
