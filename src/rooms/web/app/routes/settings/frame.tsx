import { Outlet, useLocation } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { memberPage } from '../../page.server.ts';
import { PlacesSide, Split, settingsPlaces } from '../../parts/settings/frame.tsx';

export const loader = memberPage(() => null);

export default function SettingsFrame() {
  const isList = /^\/settings\/?$/.test(useLocation().pathname);
  return <Split side={!isList && <PlacesSide groups={settingsPlaces()} label={m.nav_settings()} />}><Outlet /></Split>;
}
