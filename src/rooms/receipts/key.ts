/**
 * The key by which this server signs what it says of its logs (Ed25519, RFC 8032). It lies in a file beside the uploads: whoever changes
 * the database alone cannot sign what it says then.
 */

import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { houseOf, perHouse } from '#platform/context.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';

const kept = perHouse(() => ({ loading: undefined as Promise<KeyObject> | undefined }));

async function readKey(ctx: Context): Promise<KeyObject> {
  const { dataDir } = houseOf(ctx).config;
  const path = join(dataDir, 'receipts.key');
  await mkdir(dataDir, { recursive: true });
  const fresh = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  // Two processes that start together agree on the file of the first.
  await writeFile(path, fresh, { flag: 'wx', mode: 0o600, flush: true }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  return createPrivateKey(await readFile(path));
}

function keyAt(ctx: Context): Promise<KeyObject> {
  const state = kept(ctx);
  state.loading ??= readKey(ctx).catch((error: unknown) => {
    state.loading = undefined;
    throw error;
  });
  return state.loading;
}

/** The public key: 32 bytes, base64url. */
export async function publicKey(ctx: Context): Promise<string> {
  return createPublicKey(await keyAt(ctx)).export({ format: 'jwk' }).x as string;
}

/** @returns 64 bytes, base64url */
export async function signed(ctx: Context, bytes: Uint8Array): Promise<string> {
  return sign(null, bytes, await keyAt(ctx)).toString('base64url');
}

/** What a reader is called in receipts: always the same here, and nothing that anybody else can tell them by (signatures of Ed25519 are always the same). */
export async function pseudonym(ctx: Context, viewer: Id): Promise<string> {
  return createHash('sha256').update(await signed(ctx, Buffer.from(`viewer ${viewer}`))).digest('hex').slice(0, 16);
}
