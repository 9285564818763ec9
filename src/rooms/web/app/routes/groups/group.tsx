import { Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { readGroup } from '#timelines';
import { useFreshGroups } from '../../client/groups.ts';
import { presentDigest, presentGroup } from '../../groups.server.ts';
import { headOf, summaryOf } from '../../head.server.ts';
import { useHere } from '../../here.tsx';
import { page } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { Asks } from '../../parts/groups/asks.tsx';
import { Digest } from '../../parts/groups/digest.tsx';
import { GroupFrame, groupPath } from '../../parts/groups/frame.tsx';
import css from '../../parts/groups/groups.module.css';
import { Join, Rules } from '../../parts/groups/join.tsx';
import { GroupPosts } from '../../parts/groups/posts.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Paragraphs } from '../../parts/paragraphs.tsx';
import { Moment } from '../../parts/time.tsx';
import { pageOf, presentStretch } from '../../posts.server.ts';

export const loader = page(async ({ visit, params, url }) => {
  const group = await presentGroup(visit, params['handle']);
  const digest = group.state === 'dissolved' && visit.me !== undefined ? await presentDigest(visit, group) : [];
  const stretch = group.me?.state === 'in' && group.state === 'open' ? await presentStretch(visit, url, readGroup(visit.ctx, Number(group.id), pageOf(url))) : undefined;
  const head = headOf(visit, { title: group.title, description: summaryOf(group.purpose) || m.groups_line(), path: groupPath(group), hidden: group.access !== 'public' });
  return { group, digest, stretch, head };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function GroupPage() {
  const { group, digest, stretch } = useLoaderData<typeof loader>();
  const { me } = useHere();
  useFreshGroups(group.id, me !== undefined);
  const inside = group.me?.state === 'in' && group.state === 'open';
  const edit = inside && group.me?.may_steer === true;
  return (
    <GroupFrame group={group} aside={edit && <Link className="button" to={`${groupPath(group)}/edit`}><Icon name="pencil" />{m.group_edit()}</Link>}>
      {group.parent !== null && <p className={css['quiet']}>{m.group_from()} <Link to={group.parent.kind === 'chat' ? `/messages/${group.parent.id}` : `/groups/${group.parent.id}`}><bdi>{group.parent.title || m.chat_back()}</bdi></Link></p>}
      {group.purpose !== '' && <div className={css['purpose']}><Paragraphs text={group.purpose} /></div>}
      {group.state === 'dissolving' && <p className={css['next']}>{m.group_dissolving()}</p>}
      {group.state === 'dissolved' && group.dissolved_at !== null && <p className={css['next']}>{m.group_is_over()} <Moment at={group.dissolved_at} form="day" />. {m.group_what_stays()}</p>}
      <Join group={group} />
      {inside && <Asks group={group} />}
      <Rules group={group} />
      {inside && group.chat_id !== null && <p className={css['acts']}><Link className="button" to={`/messages/${group.chat_id}`}><Icon name="message-circle" />{m.group_talk()}</Link><Link className="button" to={`/groups/new?group=${group.id}`}><Icon name="plus" />{m.group_sub_new()}</Link></p>}
      {group.state === 'dissolved' && digest.length > 0 && <section className={css['section']} aria-labelledby="digest"><h2 id="digest">{m.group_digest()}</h2><Digest group={group} items={digest} /></section>}
      {inside && stretch !== undefined && <GroupPosts group={group} stretch={stretch} />}
    </GroupFrame>
  );
}
