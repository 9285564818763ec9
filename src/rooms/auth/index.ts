/**
 * auth: who may act here, and for whom.
 * Owns: sign-in by password, codes and passkeys; sessions of browsers; apps, their tokens and scopes; sign-up.
 * Promises: a token that was taken back, or whose account may not act any more, is refused at once and its streams end;
 *   no secret is kept in a form in which it could be used; a name that is not there looks like a wrong password.
 * Does not do: profiles (#accounts), what a scope lets one see (each route declares its own).
 */
export type { AtBrowser } from './callers.ts';
export { createMember } from './commands/create-member.ts';
export { deleteMember } from './commands/delete-member.ts';
export { approveMember, createInvite, ownerLink, resetLink } from './commands/links.ts';
export { createToken } from './commands/tokens.ts';
export { sessionsEnded, tokenRevoked } from './events.ts';
export { changeStanding, readInvites, readMembers, readPending, revokeInvite, settlePending } from './members.ts';
export type { Frame } from './presenter/layout.ts';
export { drawQr } from './qr.ts';
export type { QrDrawing } from './qr.ts';
export { findTokenOwner, getApp, isStaff } from './reads.ts';
export { bringsSession, common, frameFor, goTo, languageFor, problemOf, refuseForeign, sendPage, viewerOf, visitorOf } from './routes/web.ts';
