import type { Id } from '#kit/ids.ts';
import type { Mode, Note, TaskKind } from './types.ts';

export interface TaskRow {
  id: Id;
  account_id: Id;
  kind: TaskKind;
  mode: Mode;
  state: 'running' | 'done' | 'cancelled';
  total: number;
  done: number;
  failed: number;
  notes: Note[] | string;
  gaps: Record<string, number>;
  source: string | null;
  file: string | null;
  created_at: Date;
  finished_at: Date | null;
}
