import { redirect, useLoaderData } from 'react-router';
import { getByAddress } from '#accounts';
import { notFound } from '#kit/errors.ts';
import { useFreshTrust } from '../client/trust.ts';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { nameAmongWords, profilePath } from '../parts/name.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { Ladder } from '../parts/trust/ladder.tsx';
import { presentPeople } from '../people.server.ts';
import { presentLadder, presentTrustWith } from '../trust.server.ts';

/** What two people share, step by step, and what the next step would widen. */
export const loader = memberPage(async ({ visit, params, url }) => {
  const { handle = '' } = params;
  if (!handle.startsWith('@')) throw notFound();
  const { id } = await getByAddress(visit.ctx, handle);
  const [known] = await presentPeople(visit, [id]);
  // Where one blocks the other there is nothing between them.
  if (known === undefined || known.relation?.blocking === true || known.relation?.blocked_by === true) throw notFound();
  const path = profilePath(known.account);
  if (handle !== path.slice(1)) throw redirect(`${path}/trust${url.search}`, 301);
  return { account: known.account, isOwn: id === visit.viewer, steps: presentLadder(), trust: id === visit.viewer ? undefined : await presentTrustWith(visit, id) };
});

type Loaded = Awaited<ReturnType<typeof loader>>;

export const meta = ({ loaderData }: { loaderData?: Loaded }) => [{ title: loaderData === undefined ? m.trust() : m.trust_with({ name: nameAmongWords(loaderData.account) }) }];

export default function TrustPage() {
  const { account, isOwn, steps, trust } = useLoaderData<typeof loader>();
  useFreshTrust();
  if (isOwn) return <Page heading={m.trust()}><Empty act={<a className="button" href="/settings/trust">{m.trust_settings()}</a>}>{m.trust_own()}</Empty></Page>;
  return <Page heading={m.trust_with({ name: nameAmongWords(account) })} line={m.trust_line()}><Ladder steps={steps} account={account} trust={trust} /></Page>;
}
