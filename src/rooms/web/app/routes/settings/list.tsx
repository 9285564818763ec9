import * as m from '../../paraglide/messages.js';
import { Page } from '../../parts/page.tsx';
import { SettingsList } from '../../parts/settings/frame.tsx';

export const meta = () => [{ title: m.nav_settings() }];

export default function Settings() {
  return <Page heading={m.nav_settings()}><SettingsList /></Page>;
}
