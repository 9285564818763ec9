/** A question before something that cannot be taken back; also the frame of every other dialog. Pages stand before it is loaded. */

import { Suspense, lazy } from 'react';
import type { AskProps, PanelProps } from './ask/dialogs.tsx';

const load = () => import('./ask/dialogs.tsx');
const LoadedAsk = lazy(() => load().then(({ Ask: component }) => ({ default: component })));
const LoadedPanel = lazy(() => load().then(({ Panel: component }) => ({ default: component })));

/** Loads them when nothing else is to be done, so that a question can be asked without a connection, too. */
export function prepareDialogs(): () => void {
  const timer = setTimeout(() => void load().catch(() => undefined), 3000);
  return () => clearTimeout(timer);
}

/** Asks once. Esc and the first button leave everything as it is. */
export const Ask = (props: AskProps) => <Suspense fallback={null}><LoadedAsk {...props} /></Suspense>;

/** Something to fill in or to look at, above the page. */
export const Panel = (props: PanelProps) => <Suspense fallback={null}><LoadedPanel {...props} /></Suspense>;
