/**
 * web: the pages that people read and write on.
 * Owns: the application (`app/`), its look (`design/`), its words (`messages/`), how it is assembled and handed out.
 * Promises: a page asks the doors of the rooms, in this process, and shows what its viewer may see; visitors' pages are whole
 *   without script and set no cookie; nothing is loaded from elsewhere.
 * Does not do: decide anything. What people do on a page goes through the client API, as from any other app.
 */
export { buildApplication } from './build.ts';
