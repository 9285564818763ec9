import { timeOfId } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { selectWordsOf } from '../queries/proposals.ts';
import { ownId } from './proposals.ts';

/** So much of one person's goes into an archive. */
const MOST = 20_000;

/** For the viewer's archive: what they proposed, asked, answered, thought and objected to. Nothing that others said. */
export async function exportDecisions(ctx: Context): Promise<object> {
  const words = await selectWordsOf(ctx, ownId(ctx), MOST);
  return {
    said: words.map(({ kind, id, group_id: groupId, title, body }) => ({
      kind, group_id: String(groupId), ...(kind === 'objection' ? { harm: body, harmed: title } : { ...(kind === 'proposal' && { title }), text: body }), created_at: timeOfId(id).toISOString(),
    })),
  };
}
