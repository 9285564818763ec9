import { Type } from 'typebox';
import { defineSetting } from '#platform/settings.ts';

/** As many as the largest film has that posts take. */
export const MOST_FILE_BYTES = 99 * 1024 * 1024;

export const membersSetting = defineSetting('chats.members', Type.Integer({ minimum: 2, maximum: 250 }), 250, 'a number: people in one private conversation');
export const lengthSetting = defineSetting('chats.length', Type.Integer({ minimum: 100, maximum: 20_000 }), 5000, 'a number: characters of one private message');
export const strangersSetting = defineSetting('chats.strangers', Type.Integer({ minimum: 0, maximum: 1000 }), 20, 'a number: people one account may write to for the first time in a day, who do not follow it');

export const fileBytesSetting = defineSetting('chats.fileBytes', Type.Integer({ minimum: 100_000, maximum: MOST_FILE_BYTES }), 25 * 1024 * 1024, 'a number: bytes of one file in a private conversation');

export const settings = [membersSetting, lengthSetting, strangersSetting, fileBytesSetting] as never[];
