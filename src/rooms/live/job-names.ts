/** Jobs that commands order. */

import type { Id } from '#kit/ids.ts';
import { defineJob } from '#platform/jobs.ts';
import type { QuestionState } from './types.ts';

/** Opens or closes a room whose time has come, if it still is to. */
export const turnRoom = defineJob<{ readonly roomId: Id }>('live.turnRoom');

export interface QuestionNews {
  readonly roomId: Id;
  readonly questionId: Id;
  readonly toId: Id;
  readonly byId: Id;
  readonly state: QuestionState;
  readonly eventId: Id;
  readonly answerPostId?: Id;
}

/** Tells somebody of a question when their picture is there. */
export const tellQuestion = defineJob<QuestionNews>('live.tellQuestion');
