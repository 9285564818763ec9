import type { Id } from '#kit/ids.ts';
import { defineEvent, defineQuestion } from '#platform/events.ts';

/** Something about the filters of an account is no longer what it was. */
export const filtersChanged = defineEvent<{ readonly accountId: Id }>('filters.filtersChanged');

/** Asked before a filter takes a post by itself: who may not see it may not name it. */
export const postChosen = defineQuestion<{ readonly postId: Id }>('filters.postChosen');
