import { Outlet, useLocation } from 'react-router';
import { memberPage } from '../../page.server.ts';
import { SettingsSide, Split } from '../../parts/settings/frame.tsx';

export const loader = memberPage(() => null);

export default function SettingsFrame() {
  const isList = /^\/settings\/?$/.test(useLocation().pathname);
  return <Split side={!isList && <SettingsSide />}><Outlet /></Split>;
}
