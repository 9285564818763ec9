/** What stands around a page of settings: on desks the list of all of them beside it, on phones the way back to that list. */

import type { ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { Page } from '../page.tsx';
import css from './frame.module.css';

export interface Place {
  readonly to: string;
  readonly icon: string;
  readonly word: string;
  readonly line: string;
  /** A page that the server makes by itself. */
  readonly plain?: boolean;
}

export interface Group {
  readonly word: string;
  readonly places: readonly Place[];
}

/** Every page of settings. */
export const settingsPlaces = (): readonly Group[] => [
  { word: m.settings_you(), places: [
    { to: '/settings/profile', icon: 'user', word: m.settings_profile(), line: m.settings_profile_line() },
    { to: '/settings/posting', icon: 'pen-line', word: m.settings_posting(), line: m.settings_posting_line() },
    { to: '/settings/trust', icon: 'user-check', word: m.trust_settings(), line: m.trust_settings_line() },
    { to: '/settings/tags', icon: 'hash', word: m.settings_tags(), line: m.settings_tags_line() },
  ] },
  { word: m.settings_reading_group(), places: [
    { to: '/settings/appearance', icon: 'palette', word: m.settings_appearance(), line: m.settings_appearance_line() },
    { to: '/settings/notifications', icon: 'bell', word: m.settings_notifications(), line: m.settings_notifications_line() },
    { to: '/settings/messages', icon: 'message-circle', word: m.settings_messages(), line: m.settings_messages_line() },
    { to: '/settings/filters', icon: 'funnel', word: m.settings_filters(), line: m.settings_filters_line() },
    { to: '/settings/people', icon: 'volume-x', word: m.settings_people(), line: m.settings_people_line() },
  ] },
  { word: m.settings_account(), places: [
    { to: '/settings/security', icon: 'key-round', word: m.settings_security(), line: m.settings_security_line(), plain: true },
    { to: '/settings/data', icon: 'download', word: m.settings_data(), line: m.settings_data_line(), plain: true },
    { to: '/settings/security#delete', icon: 'trash', word: m.settings_delete(), line: m.settings_delete_line(), plain: true },
  ] },
];

/** All pages, each with what it holds. */
export function PlacesList({ groups }: { groups: readonly Group[] }) {
  return (
    <div className={css['list']}>
      {groups.map(({ word, places }) => (
        <section key={word}>
          <h2 className={css['group']}>{word}</h2>
          <ul>{places.map(({ to, icon, word: name, line, plain }) => (
            <li key={to}><Link to={to} reloadDocument={plain ?? false} className={css['row']}><Icon name={icon} /><span><span className={css['name']}>{name}</span><span className="hint">{line}</span></span><Icon name="chevron-right" small /></Link></li>
          ))}</ul>
        </section>
      ))}
    </div>
  );
}

export function PlacesSide({ groups, label }: { groups: readonly Group[]; label: string }) {
  return (
    <nav className={css['side']} aria-label={label}>
      {groups.map(({ word, places }) => (
        <div key={word}>
          <p className={css['group']}>{word}</p>
          <ul>{places.map(({ to, word: name, plain }) => (
            <li key={to}>{plain === true
              ? <a href={to} className={css['way']}>{name}</a>
              : <NavLink to={to} className={({ isActive }) => `${css['way']} ${isActive ? css['here'] : ''}`}>{name}</NavLink>}</li>
          ))}</ul>
        </div>
      ))}
    </nav>
  );
}

/** The list of all pages beside the one that is open; nothing beside the list itself. */
export const Split = ({ side, children }: { side: ReactNode; children: ReactNode }) => (side === false ? children : <div className={css['split']}>{side}{children}</div>);

/** A page of settings. */
export function SettingsPage({ heading, line, back = '/settings', backWord = m.nav_settings(), aside, children }: {
  heading: string; line?: ReactNode; back?: string; backWord?: string; aside?: ReactNode; children: ReactNode;
}) {
  return (
    <div className={css['content']}>
      <nav aria-label={m.settings_back()} className={`${css['back']} ${back === '/settings' || back === '/owner' ? css['phones'] : ''}`}><Link to={back}><Icon name="arrow-left" small /> {backWord}</Link></nav>
      <Page heading={heading} line={line} aside={aside}>{children}</Page>
    </div>
  );
}
