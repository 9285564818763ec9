import { newId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { groupLogged } from '../events.ts';
import { insertLog } from '../queries/log.ts';
import { LONGEST } from '../rules.ts';
import type { LogEntry } from '../types.ts';

/** Adds a line to the log of a group, which only grows; those in the group hear of it. Inside the caller's transaction. */
export async function log(tx: Context, { groupId, kind, actorId, subjectId, note = '' }: LogEntry): Promise<void> {
  const id = newId(tx);
  await insertLog(tx, { id, group_id: groupId, kind, actor_id: actorId, subject_id: subjectId ?? null, note: [...note].slice(0, LONGEST.note).join(''), created_at: tx.now() });
  tx.emit(groupLogged, { groupId, lineId: id });
}
