import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';

/** What two people share, or what one of them offers, is not what it was. `byId`: who did it; `what`: `gone` where nothing is left. */
export const trustChanged = defineEvent<{
  readonly id: Id;
  readonly lowId: Id;
  readonly highId: Id;
  readonly byId: Id;
  readonly what: 'offered' | 'agreed' | 'declined' | 'back' | 'gone';
}>('trust.trustChanged');
