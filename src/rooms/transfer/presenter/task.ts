import type { Task } from '../types.ts';

export function presentTask(task: Task): object {
  return {
    id: String(task.id),
    kind: task.kind,
    mode: task.mode,
    state: task.state,
    total: task.total,
    done: task.done,
    failed: task.failed,
    notes: task.notes,
    gaps: Object.entries(task.gaps).map(([reason, count]) => ({ reason, count })),
    created_at: task.createdAt,
    finished_at: task.finishedAt ?? null,
  };
}
