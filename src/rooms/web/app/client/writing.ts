/** Whether one can write right here: pages that have a composer of their own say so, others are left for /write. */

import { useEffect, useEffectEvent } from 'react';

const openers: (() => boolean)[] = [];

/** Opens the composer of this page. @returns false where there is none, or no room for it */
export const openWriting = (): boolean => openers.toReversed().some((open) => open());

/** Says how the composer of a page is opened, as long as the component is there. */
export function useWriting(open: () => boolean): void {
  const heard = useEffectEvent(open);
  useEffect(() => {
    const opener = (): boolean => heard();
    openers.push(opener);
    return () => void openers.splice(openers.indexOf(opener), 1);
  }, []);
}
