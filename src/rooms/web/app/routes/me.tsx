import { Link, useLoaderData } from 'react-router';
import * as m from '../paraglide/messages.js';
import { memberPage } from '../page.server.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import css from '../parts/rows.module.css';
import { waysOf } from '../parts/ways.ts';

export const loader = memberPage(({ visit: { me, formToken } }) => ({ me, formToken }));

export const meta = () => [{ title: m.nav_me() }];

/** What the bar of a phone has no room for. */
export default function MyWays() {
  const { me, formToken } = useLoaderData<typeof loader>();
  return (
    <Page heading={m.nav_me()}>
      <ul className={css['rows']}>
        <li><Link to={`/@${me.username}`}><Avatar account={{ avatar: me.avatar, avatar_static: me.avatar }} size="small" /><span><bdi>{me.displayName || me.username}</bdi> <small>@{me.username}</small></span></Link></li>
        {waysOf(me, { notices: 0, messages: 0 }).filter(({ to, onPhones }) => onPhones !== true && to !== `/@${me.username}`).map(({ to, icon, word }) => <li key={to}><Link to={to}><Icon name={icon} /><span>{word}</span></Link></li>)}
        <li><form method="post" action="/auth/sign_out"><input type="hidden" name="form_token" value={formToken} /><button className={css['row']}><Icon name="log-out" /><span>{m.sign_out()}</span></button></form></li>
      </ul>
    </Page>
  );
}
