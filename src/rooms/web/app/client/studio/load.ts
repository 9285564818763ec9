/** Loaded when a studio is opened: nobody else encodes. */

export const loadCapture = () => import('./capture.ts');
export const loadDesk = () => import('./desk.ts');
