/**
 * safety: what people report to those who run this server.
 * Owns: reports, with the private messages that were chosen for them as they were then.
 * Promises: a report names only posts that its author could see, and holds only messages that they could read and chose; the same one sent again is kept once while it is open; who is
 *   reported learns nothing of it.
 * Does not do: show reports to anybody. They wait in `safety.report` for the desk of those who run the server, which is not
 *   built; nor is the admin API, so apps get no scope that begins with `admin` (see auth). Keeps no copies of posts nor of files, and nothing
 *   of or about accounts that were deleted.
 */
export type { Report } from './types.ts';
