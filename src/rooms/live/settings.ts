import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';

export const roomsSetting = defineSetting('live.rooms', Type.Integer({ minimum: 0, maximum: 10_000 }), 20, 'a number: event rooms that are not closed yet, of one account; 0: nobody makes any');
export const questionsSetting = defineSetting('live.questions', Type.Integer({ minimum: 0, maximum: 1000 }), 5, 'a number: questions of one account that wait in one event room');
export const reactionsSetting = defineSetting('live.reactions', Type.Integer({ minimum: 1, maximum: 1000 }), 20, 'a number: reactions of one account in ten seconds');

export const settings = [roomsSetting, questionsSetting, reactionsSetting] as never[];
