/**
 * announcements: what whoever runs this server tells everybody here.
 * Owns: announcements, who has read them, the reactions to them.
 * Promises: every open `user` stream hears of a new one, of its reactions and of its end; counts are those of the rows; one account
 *   reacts once with each emoji.
 * Does not do: mail anybody; tell some and not others.
 */
export { addAnnouncement, removeAnnouncement } from './commands.ts';
export { readAnnouncements } from './reads.ts';
