import { useLoaderData } from 'react-router';
import { presentList, readLists } from '#accounts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Deck } from '../parts/deck/deck.tsx';

/** The columns themselves are known to the device alone. */
export const loader = memberPage(async ({ visit }) => ({ account: visit.me.id, lists: (await readLists(visit.ctx)).map(presentList) }));

export const meta = () => [{ title: m.nav_deck() }];

export default function DeckPage() {
  const { account, lists } = useLoaderData<typeof loader>();
  return <Deck account={account} lists={lists} />;
}
