/** Pure decisions of the room. */

/**
 * Who may read the figures of the process: this machine, and the addresses the owner named. A request that a proxy passed
 * on counts as the address behind it, and that is never this machine: a proxy beside the server would open them to all.
 */
export function mayReadMetrics(from: { address: string; throughProxy: boolean }, named: readonly string[]): boolean {
  const address = from.address.replace(/^::ffff:(?=\d+\.)/, '');
  if (named.includes(address)) return true;
  return !from.throughProxy && (address === '::1' || address.startsWith('127.'));
}
