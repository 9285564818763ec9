import type { ReactNode } from 'react';
import { Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { readPosts } from '#posts';
import { readTrendFigures } from '#search';
import { parseId } from '#kit/ids.ts';
import { headOf } from '../head.server.ts';
import { useHere } from '../here.tsx';
import { page } from '../page.server.ts';
import * as m from '../paraglide/messages.js';
import { nameAmongWords } from '../parts/name.tsx';
import { Page } from '../parts/page.tsx';
import { postPath } from '../parts/post.tsx';
import { presentPosts } from '../posts.server.ts';
import listing from '../parts/listing.module.css';
import css from '../parts/papers.module.css';

/** The rule of trends in words, with the figures of what is listed now. */
export const loader = page(async ({ visit }) => {
  const figures = await readTrendFigures(visit.ctx);
  const posts = await presentPosts(visit, await readPosts(visit.ctx, figures.statuses.flatMap(({ id }) => parseId(id) ?? [])));
  const known = new Map(posts.map((post) => [post.id, post]));
  return {
    ...figures,
    statuses: figures.statuses.flatMap((one) => {
      const post = known.get(one.id);
      return post === undefined ? [] : [{ ...one, path: postPath(post), name: nameAmongWords(post.account) }];
    }),
    head: headOf(visit, { title: m.trends_title(), description: m.trends_line(), path: '/trends/rule' }),
  };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

interface Row {
  readonly key: string;
  readonly name: ReactNode;
  readonly figures: readonly (number | undefined)[];
}

function Figures({ id, title, heads, rows }: { id: string; title: string; heads: readonly string[]; rows: readonly Row[] }) {
  const number = new Intl.NumberFormat(useHere().language);
  return (
    <section className={listing['part']} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {rows.length === 0 ? <p className={listing['figure']}>{m.trends_none()}</p> : (
        // Where the table is wider than the screen, keys move it as well.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role
        <div className={css['scroll']} tabIndex={0} role="group" aria-labelledby={id}>
          <table className={css['table']}>
            <thead><tr><th scope="col"><span className="unseen">{title}</span></th>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>{rows.map(({ key, name, figures }) => (
              <tr key={key}><th scope="row">{name}</th>{heads.map((head, at) => <td key={head}>{figures[at] === undefined ? '' : number.format(figures[at])}</td>)}</tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

export default function TrendRule() {
  const { rule, tags, links, statuses } = useLoaderData<typeof loader>();
  const heads = [m.trends_people(), m.trends_now(), m.trends_usual(), m.trends_rise()];
  const figuresOf = (one: (typeof tags)[number] | (typeof links)[number]) => [one.people, one.people_per_hour, one.usual_per_hour, one.rise];
  return (
    <Page heading={m.trends_title()} line={m.trends_line()}>
      <div className={css['text']}>
        <p>{m.trends_rule_people({ days: rule.least_days_here })}</p>
        <p>{m.trends_rule_tags({ recent: rule.recent_hours, usual: rule.usual_days, people: rule.least_people, rise: rule.least_rise })}</p>
        <p>{m.trends_rule_posts({ days: rule.post_days, people: rule.least_people, hours: rule.post_hours })}</p>
        <p>{m.trends_rule_beat()}</p>
      </div>
      <Figures id="figures-tags" title={m.found_tags()} heads={heads} rows={tags.map((one) => ({ key: one.name, name: <Link to={`/tags/${encodeURIComponent(one.name)}`}>{`#${one.name}`}</Link>, figures: figuresOf(one) }))} />
      <Figures id="figures-links" title={m.explore_links()} heads={heads} rows={links.map((one) => ({ key: one.url, name: <a href={one.url} rel="nofollow noopener noreferrer">{one.url}</a>, figures: figuresOf(one) }))} />
      <Figures id="figures-posts" title={m.found_posts()} heads={heads.slice(0, 2)} rows={statuses.map((one) => ({ key: one.id, name: <Link to={one.path}>{m.trends_post({ name: one.name })}</Link>, figures: [one.people, one.people_per_hour] }))} />
      <p className={listing['ways']}><Link to="/explore">{m.explore_title()}</Link><a href="/api/perchoir/v1/trends">{m.trends_json()}</a></p>
    </Page>
  );
}
