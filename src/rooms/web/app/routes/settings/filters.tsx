import { Link, useLoaderData } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { memberPage } from '../../page.server.ts';
import { Empty } from '../../parts/page.tsx';
import { placeWords } from '../../parts/settings/filter-form.tsx';
import css from '../../parts/settings/form.module.css';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import { Moment } from '../../parts/time.tsx';
import { filtersOf } from '../../settings.server.ts';
import type { Filter } from '../../settings.server.ts';

export const loader = memberPage(async ({ visit }) => ({ filters: await filtersOf(visit), now: visit.ctx.now().toISOString() }));

export const meta = () => [{ title: m.settings_filters() }];

function Ends({ filter, now }: { filter: Filter; now: string }) {
  if (filter.expires_at === null) return null;
  return <> · {filter.expires_at < now ? m.filter_over() : m.filter_until()} <Moment at={filter.expires_at} /></>;
}

export default function Filters() {
  const { filters, now } = useLoaderData<typeof loader>();
  const add = <Link className="button next" to="/settings/filters/new">{m.filter_new()}</Link>;
  return (
    <SettingsPage heading={m.settings_filters()} line={m.filters_line()}>
      {filters.length === 0 ? <Empty act={add}>{m.filters_empty()}</Empty> : (
        <>
          <ul className={css['rows']}>{filters.map((filter) => (
            <li key={filter.id}>
              <div>
                <Link to={`/settings/filters/${filter.id}`}><strong>{filter.title}</strong></Link>
                <span className={css['line2']}>{filter.keywords.map(({ keyword }) => keyword).join(', ')}</span>
                <span className={css['line2']}>{filter.filter_action === 'hide' ? m.filter_hides() : filter.filter_action === 'blur' ? m.filter_blurs() : m.filter_warns()}: {filter.context.map(placeWords).join(', ')}<Ends filter={filter} now={now} /></span>
              </div>
            </li>
          ))}</ul>
          {add}
        </>
      )}
    </SettingsPage>
  );
}
