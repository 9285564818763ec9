/** Policies and those whom they keep out, as the client API has them. */

import type { Policy, PolicySummary, RequestFacts } from '../types.ts';

const presentSummary = ({ requests, lines }: PolicySummary): object => ({ pending_requests_count: requests, pending_notifications_count: lines });

export function presentPolicy(policy: Policy, summary: PolicySummary): object {
  return {
    for_not_following: policy.notFollowing,
    for_not_followers: policy.notFollowers,
    for_new_accounts: policy.newAccounts,
    for_private_mentions: policy.privateMentions,
    for_limited_accounts: policy.limitedAccounts,
    for_bots: policy.bots,
    summary: presentSummary(summary),
  };
}

/** The older form, which knows no difference between keeping out and dropping. */
export function presentPolicyV1(policy: Policy, summary: PolicySummary): object {
  return {
    filter_not_following: policy.notFollowing !== 'accept',
    filter_not_followers: policy.notFollowers !== 'accept',
    filter_new_accounts: policy.newAccounts !== 'accept',
    filter_private_mentions: policy.privateMentions !== 'accept',
    summary: presentSummary(summary),
  };
}

/** The NotificationRequest entity around what is encoded already. */
export function presentRequest(request: RequestFacts, account: string, lastStatus: string | undefined): string {
  const head = {
    id: String(request.id),
    created_at: request.createdAt.toISOString(),
    updated_at: request.updatedAt.toISOString(),
    notifications_count: String(request.count),
  };
  return `${JSON.stringify(head).slice(0, -1)},"account":${account},"last_status":${lastStatus ?? 'null'}}`;
}
