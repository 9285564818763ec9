import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';

export type Happening = 'asked' | 'edited' | 'take' | 'letGo' | 'answer' | 'confirm' | 'reopen' | 'withdraw' | 'leave' | 'thanked';

/** Help was asked for, or what became of it changed. `toId`: who was thanked, which nobody else is told. */
export const helpChanged = defineEvent<{ readonly id: Id; readonly groupId: Id; readonly byId: Id; readonly what: Happening; readonly toId?: Id }>('help.helpChanged');
