import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';

export const announced = defineEvent<{ readonly id: Id }>('announcements.announced');
export const announcementRemoved = defineEvent<{ readonly id: Id }>('announcements.announcementRemoved');
/** `count`: how many react with this emoji now. */
export const announcementReacted = defineEvent<{ readonly announcementId: Id; readonly name: string; readonly count: number }>(
  'announcements.announcementReacted',
);
