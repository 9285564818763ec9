/** Cards of addresses that messages name. */

import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { orderCard } from '#links';
import { transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { messageChanged } from '../events.ts';
import { selectMessage, selectShowing } from '../queries/messages.ts';

/** A message that names an address has it looked at, unless it was taken back by now. Safe to repeat. */
export async function orderCardOf(ctx: Context, chatId: Id, messageId: Id): Promise<void> {
  const row = await selectMessage(ctx, chatId, messageId);
  if (row?.link != null) await orderCard(ctx, row.link);
}

/** Those that are looked at just now hear of their card; the others show it when they are read next. */
const LATELY_MS = 600_000;
const MOST_TOLD = 100;

/** A card is there: messages of the last minutes that name it are told anew. Safe to repeat. */
export async function tellOfCard(ctx: Context, key: string): Promise<void> {
  const showing = await selectShowing(ctx, key, idAtTime(ctx.now().getTime() - LATELY_MS), MOST_TOLD);
  if (showing.length === 0) return;
  await transaction(ctx, (tx) => {
    for (const { id, chat_id: chatId } of showing) tx.emit(messageChanged, { chatId, messageId: id });
    return Promise.resolve();
  });
}
