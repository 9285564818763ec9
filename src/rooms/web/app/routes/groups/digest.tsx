import { useLoaderData } from 'react-router';
import { useFreshGroups } from '../../client/groups.ts';
import { presentDigest, presentInside } from '../../groups.server.ts';
import type { Group } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { Asks, Lasting } from '../../parts/groups/asks.tsx';
import { Digest, DigestWriting } from '../../parts/groups/digest.tsx';
import { GroupFrame } from '../../parts/groups/frame.tsx';
import css from '../../parts/groups/groups.module.css';

/** What stays of a group, and its end. */
export const loader = memberPage(async ({ visit, params }) => {
  const group = await presentInside(visit, params['handle']);
  return { group, items: await presentDigest(visit, group) };
});

export const meta = ({ loaderData }: { loaderData?: { group: Group } }) => [{ title: `${m.group_digest()} · ${loaderData?.group.title ?? ''}` }];

export default function DigestPage() {
  const { group, items } = useLoaderData<typeof loader>();
  useFreshGroups(group.id, true);
  return (
    <GroupFrame group={group}>
      <Asks group={group} />
      <h2>{m.group_digest()}</h2>
      <p className={css['quiet']}>{m.digest_line()}</p>
      {items.length === 0 ? <p className={css['section']}>{m.digest_empty()}</p> : <Digest group={group} items={items} />}
      <DigestWriting group={group} items={items} />
      <section className={css['section']} aria-labelledby="end"><h2 id="end">{m.group_end()}</h2><p className={css['quiet']}>{m.group_end_line()}</p><Lasting group={group} /></section>
    </GroupFrame>
  );
}
