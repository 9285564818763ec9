/**
 * The tokens of apps that are told while they are closed. An app finds out by its own token whom a message is for, so the
 * token has to be at hand when there is no request; nowhere else is one kept. It is sealed (AES-256-GCM) with a key that lies
 * in a file beside the uploads, so that a copy of the database alone holds nothing to sign in with.
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Id } from '#kit/ids.ts';
import { houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keyOf = perHouse(() => ({ loading: undefined as Promise<Buffer> | undefined }));

async function readKey(ctx: Context): Promise<Buffer> {
  const { dataDir } = houseOf(ctx).config;
  const path = join(dataDir, 'push.key');
  await mkdir(dataDir, { recursive: true });
  // Two processes that start together agree on the file of the first.
  await writeFile(path, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600, flush: true }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  const key = await readFile(path);
  if (key.length !== KEY_BYTES) throw new Error(`${path} does not hold ${KEY_BYTES} bytes`);
  return key;
}

function keyAt(ctx: Context): Promise<Buffer> {
  const state = keyOf(ctx);
  state.loading ??= readKey(ctx).catch((error: unknown) => {
    state.loading = undefined;
    throw error;
  });
  return state.loading;
}

/** Bound to its row: what is copied into another one does not open there. */
export async function sealToken(ctx: Context, tokenId: Id, token: string): Promise<Buffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, await keyAt(ctx), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(String(tokenId)));
  const sealed = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Undefined when it was sealed with another key: the file was lost. */
export async function openToken(ctx: Context, tokenId: Id, sealed: Buffer): Promise<string | undefined> {
  try {
    const decipher = createDecipheriv(CIPHER, await keyAt(ctx), sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(String(tokenId)));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch (error) {
    ctx.log.warn({ err: error }, 'the token of a push subscription could not be opened');
    return undefined;
  }
}
