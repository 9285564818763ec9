/** Trust in the browser: pages are read anew when something changes between two people, and what is done is done at once or not at all. */

import { useCallback, useEffect } from 'react';
import { useRevalidator } from 'react-router';
import { api } from './api.ts';
import { notice, wordsOf } from './notices.ts';
import { subscribe } from './stream.ts';

const TRUST = '/api/perchoir/v1/trust';

/** Reads the page anew whenever something changes. */
export function useFreshTrust(): void {
  const { revalidate } = useRevalidator();
  useEffect(() => subscribe({ stream: 'trust' }, () => void revalidate()), [revalidate]);
}

/** Does something and reads the page anew; says why where it was refused. */
export function useTrustAct(): (path: string, body: object) => Promise<void> {
  const { revalidate } = useRevalidator();
  return useCallback(async (path, body) => {
    try {
      await api.post(`${TRUST}${path}`, body);
      await revalidate();
    } catch (error) {
      notice(wordsOf(error));
    }
  }, [revalidate]);
}

export const saveCard = (card: object): Promise<unknown> => api.patch(`${TRUST}/card`, card);
