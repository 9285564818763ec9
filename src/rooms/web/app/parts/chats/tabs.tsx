/** Where messages are: conversations, those one is asked into, those put away, and direct posts. */

import * as m from '../../paraglide/messages.js';
import { Tabs } from '../tabs.tsx';

export function ChatTabs({ requests = 0 }: { requests?: number }) {
  return (
    <Tabs label={m.chats_shelves()} ways={[
      { to: '/messages', word: m.chats_in() }, { to: '/messages?only=requests', word: requests > 0 ? m.chats_requests_count({ count: requests }) : m.chats_requests() },
      { to: '/messages?only=archived', word: m.chats_archived() }, { to: '/conversations', word: m.chats_direct() },
    ]} />
  );
}
