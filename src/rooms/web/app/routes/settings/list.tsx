import * as m from '../../paraglide/messages.js';
import { Page } from '../../parts/page.tsx';
import { PlacesList, settingsPlaces } from '../../parts/settings/frame.tsx';

export const meta = () => [{ title: m.nav_settings() }];

export default function Settings() {
  return <Page heading={m.nav_settings()}><PlacesList groups={settingsPlaces()} /></Page>;
}
