import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

/** With it go, by their foreign keys, recovery codes, passkeys, sessions, devices, codes and links. */
export async function deleteCredential(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from auth.credential where account_id = $1', [accountId]);
}
