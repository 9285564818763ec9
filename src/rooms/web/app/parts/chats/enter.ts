/** What the Enter key does where one writes to others: as it was chosen for this device, else what such devices usually do. */

import type { Kept } from '../../client/kept.ts';

export type Enter = 'send' | 'line';

export const ENTER: Kept<Enter | undefined> = { name: 'enter', read: (kept) => (kept === 'send' || kept === 'line' ? kept : undefined) };

/** On glass, Enter begins a line: what sends is under the thumb. */
export const entersBy = (chosen: Enter | undefined): Enter => chosen ?? (matchMedia('(pointer: coarse)').matches ? 'line' : 'send');
