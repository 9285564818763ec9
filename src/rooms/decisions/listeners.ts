import { standingChanged } from '#accounts';
import { groupDissolved, memberLeft } from '#groups';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { forgetAccount, forgetGroup, forgetMember } from './commands/forget.ts';
import { tellOfProposal, tellOfRole } from './commands/tell.ts';
import { proposalChanged, roleChanged } from './events.ts';
import { feed } from './streams.ts';

export const listeners: readonly Listener[] = [
  work(memberLeft, 'decisions.forgetMember', forgetMember),
  work(groupDissolved, 'decisions.forgetGroup', forgetGroup),
  work(standingChanged, 'decisions.forgetAccount', forgetAccount),
  work(proposalChanged, 'decisions.tellOfProposal', tellOfProposal),
  work(roleChanged, 'decisions.tellOfRole', tellOfRole),
  ...feed.listeners,
];
