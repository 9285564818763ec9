import { standingChanged } from '#accounts';
import { groupDissolved, memberLeft } from '#groups';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { forgetAccount, forgetGroup, forgetMember } from './commands.ts';
import { helpChanged } from './events.ts';
import { feed } from './streams.ts';
import { tellOfHelp } from './tell.ts';

export const listeners: readonly Listener[] = [
  work(memberLeft, 'help.forgetMember', forgetMember),
  work(groupDissolved, 'help.forgetGroup', forgetGroup),
  work(standingChanged, 'help.forgetAccount', forgetAccount),
  work(helpChanged, 'help.tellOfHelp', tellOfHelp),
  ...feed.listeners,
];
