import { Outlet, useLocation } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { ownerPage } from '../../owner.server.ts';
import { PlacesSide, Split } from '../../parts/settings/frame.tsx';
import { ownerPlaces } from '../../parts/settings/owner-places.tsx';

export const loader = ownerPage(() => null);

export default function OwnerFrame() {
  const isList = /^\/owner\/?$/.test(useLocation().pathname);
  return <Split side={!isList && <PlacesSide groups={ownerPlaces()} label={m.nav_owner()} />}><Outlet /></Split>;
}
