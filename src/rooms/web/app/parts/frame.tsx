/** What stands around every page: for members the ways through the house, for visitors one quiet line. */

import { Fragment } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import * as m from '../paraglide/messages.js';
import type { Me } from '../visit.ts';
import { useUnread, useUnreadChats } from '../client/unread.ts';
import { openWriting } from '../client/writing.ts';
import { Avatar } from './avatar.tsx';
import css from './frame.module.css';
import { Keys } from './help.tsx';
import { Icon } from './icon.tsx';
import { Notices } from './notices.tsx';
import { Postman } from './postman.tsx';
import { waysOf } from './ways.ts';
import type { Way } from './ways.ts';
import { SavedSearches } from './search-save.tsx';

export interface FrameProps {
  readonly title: string;
  readonly me: Me | undefined;
  readonly formToken: string | undefined;
  readonly otherLanguage: string;
  readonly children: ReactNode;
}

function WayLink({ way: { to, icon, word, count = 0 } }: { way: Way }) {
  return (
    <NavLink to={to} className={({ isActive }) => `${css['way']} ${isActive ? css['here'] : ''}`} prefetch="intent">
      <Icon name={icon} /><span className={css['word']}>{word}</span>
      {count > 0 && <span className={css['count']}>{count}<span className="unseen"> {m.nav_unread()}</span></span>}
    </NavLink>
  );
}

/** Where the page has a composer of its own, it opens instead. */
function writeHere(event: MouseEvent): void {
  if (!event.metaKey && !event.ctrlKey && !event.shiftKey && openWriting()) event.preventDefault();
}

function MemberFrame({ title, me, formToken, children }: FrameProps & { me: Me }) {
  const ways = waysOf(me, { notices: useUnread(), messages: useUnreadChats() });
  return (
    <div className={css['member']}>
      <header className={css['side']}>
        <Link className={css['brand']} to="/home"><img src="/assets/icon.svg" alt="" width="32" height="32" /><span>{title}</span></Link>
        <nav aria-label={m.nav_label()} className={css['ways']}>
          {ways.map((way) => <Fragment key={way.to}><WayLink way={way} />{way.to === '/search' && <SavedSearches account={me.id} />}</Fragment>)}
          <Keys username={me.username} className={`${css['way']} ${css['keys']}`} />
        </nav>
        <Link className="button next" to="/write" data-write="" onClick={writeHere}><Icon name="pen-line" />{m.nav_write()}</Link>
        <div className={css['self']}>
          <Link to={`/@${me.username}`} className={css['who']}><Avatar account={{ avatar: me.avatar, avatar_static: me.avatar }} size="small" /><span className={css['names']}><bdi>{me.displayName || me.username}</bdi><small>@{me.username}</small></span></Link>
          <form method="post" action="/auth/sign_out"><input type="hidden" name="form_token" value={formToken} /><button className="button plain" title={m.sign_out()}><Icon name="log-out" /><span className="unseen">{m.sign_out()}</span></button></form>
        </div>
      </header>
      <div className={css['column']}>
        {me.unconfirmed !== undefined && <p className={css['notice']}>{m.unconfirmed({ email: me.unconfirmed })} <a href="/auth/confirm/again">{m.unconfirmed_again()}</a></p>}
        {children}
      </div>
      <nav className={css['bar']} aria-label={m.nav_bar()}>
        {ways.filter(({ onPhones }) => onPhones).slice(0, 2).map((way) => <WayLink key={way.to} way={way} />)}
        <Link className={css['write']} to="/write" data-write=""><Icon name="pen-line" /><span className={css['word']}>{m.nav_write()}</span></Link>
        {ways.filter(({ onPhones }) => onPhones).slice(2).map((way) => <WayLink key={way.to} way={way} />)}
        <WayLink way={{ to: '/me', icon: 'circle-user', word: m.nav_me() }} />
      </nav>
      <Notices />
      <Postman account={me.id} />
    </div>
  );
}

function VisitorFrame({ title, children, otherLanguage }: FrameProps) {
  return (
    <div className={css['visitor']}>
      <header className={css['top']}>
        <a className={css['brand']} href="/"><img src="/assets/icon.svg" alt="" width="32" height="32" /><span>{title}</span></a>
        <nav aria-label={m.nav_label()} className={css['few']}>
          <a href="/rooms">{m.nav_rooms()}</a><a href="/explore">{m.nav_explore()}</a><a href="/search">{m.nav_search()}</a>
        </nav>
        <a className={css['enter']} href="/auth/sign_in">{m.sign_in()}</a>
      </header>
      <div className={css['column']}>{children}</div>
      <footer className={css['end']}>
        <p>{m.join_line()} <a href="/auth/sign_up">{m.sign_up()}</a></p>
        <nav aria-label={m.nav_about()}><a href="/about">{m.about()}</a> <a href="/privacy-policy">{m.privacy()}</a> <a href={otherLanguage} hrefLang={m.other_language_code()} lang={m.other_language_code()}>{m.other_language()}</a></nav>
      </footer>
    </div>
  );
}

export function Frame(props: FrameProps) {
  return (
    <>
      <a className="skip no-print" href="#content">{m.skip_to_content()}</a>
      {props.me === undefined ? <VisitorFrame {...props} /> : <MemberFrame {...props} me={props.me} />}
    </>
  );
}
