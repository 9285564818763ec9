/**
 * decisions: what a group decides by consent, and the roles that come of it.
 * Owns: proposals with their questions, reactions, objections and amendments; roles with a purpose, a holder and a term.
 * Promises: nothing is adopted while somebody's objection stands, nor before everybody has answered or had the time to; an objection
 *   names a harm, and ends by the word of who made it alone; what is adopted takes effect in the same moment; a role ends by itself;
 *   whoever made the group has no other word than the rest; nothing of it outlives the group.
 * Does not do: the log (#groups keeps it); extensions and ends of groups (#groups).
 * For authors of clients: docs/decisions-by-consent.md.
 */
export { turnByClock, turnDue } from './commands/turn.ts';
export { ProposalReply, RoleReply, WholeProposalReply } from './presenter.ts';
export { exportDecisions } from './reads/export.ts';
export { readProposals, showProposal } from './reads/proposals.ts';
export { readRoles } from './reads/roles.ts';
