/** Deletes a list in a way that can be taken back. */

import { api } from '../../client/api.ts';
import type { Account, PeopleList } from '../../entities.ts';

/** @returns makes the list anew with everybody who was in it and is still followed; it has another address then */
export async function removeList({ id, title, replies_policy: replies, exclusive }: PeopleList): Promise<() => Promise<void>> {
  const members = await api.get<Account[]>(`/api/v1/lists/${id}/accounts`, { limit: 0 });
  await api.delete(`/api/v1/lists/${id}`);
  return async () => {
    const made = await api.post<PeopleList>('/api/v1/lists', { title, replies_policy: replies, exclusive });
    // The latest comes first in a list of people: they are put in again from the other end.
    if (members.length > 0) await api.post(`/api/v1/lists/${made.id}/accounts`, { account_ids: members.map((account) => account.id).reverse() });
  };
}
