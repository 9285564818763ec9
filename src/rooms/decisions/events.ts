import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';

/** What happened to a proposal; `said`: a question, an answer or a reaction. `byId` null: it came by itself. */
export type Happening = 'made' | 'said' | 'moved' | 'asked' | 'consented' | 'objected' | 'answered' | 'amended' | 'adopted' | 'withdrawn' | 'lapsed';

export const proposalChanged = defineEvent<{ readonly id: Id; readonly groupId: Id; readonly byId: Id | null; readonly what: Happening }>('decisions.proposalChanged');
/** A role was taken up, or has ended. */
export const roleChanged = defineEvent<{ readonly id: Id; readonly groupId: Id; readonly holderId: Id | null; readonly ended: boolean }>('decisions.roleChanged');
