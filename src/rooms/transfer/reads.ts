/** What somebody has here, as files in the field's own form. */

import { presentUri } from '#posts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Id } from '#kit/ids.ts';
import { writeLines } from './csv.ts';
import { selectBlocks, selectBookmarks, selectDomains, selectFollows, selectListed, selectMutes, selectTasks } from './queries.ts';
import type { ListKind, Task } from './types.ts';

const PAGE = 1000;
const SHOWN_TASKS = 20;

/** The file, page by page, so that a long list neither fills the memory nor keeps others waiting. */
export async function* exportList(ctx: Context, kind: ListKind): AsyncGenerator<string> {
  const me = viewerId(ctx) as Id;
  const { domain, origin } = houseOf(ctx).config;
  const heading = HEADINGS[kind];
  if (heading !== undefined) yield writeLines([heading]);
  for (let above = 0; ; ) {
    const { last, count, lines } = await readPage(ctx, kind, { me, above, domain, origin });
    if (count > 0) yield writeLines(lines);
    if (count < PAGE) return;
    above = last;
  }
}

const HEADINGS: Partial<Record<ListKind, string[]>> = {
  follows: ['Account address', 'Show boosts', 'Notify on new posts', 'Languages'],
  mutes: ['Account address', 'Hide notifications'],
  domain_blocks: ['#domain'],
};

interface Wanted {
  readonly me: Id;
  readonly above: Id;
  readonly domain: string;
  readonly origin: string;
}

interface Page {
  readonly last: Id;
  readonly count: number;
  readonly lines: string[][];
}

function pageOf<T extends { id: Id }>(rows: readonly T[], line: (row: T) => string[]): Page {
  return { last: rows.at(-1)?.id ?? 0, count: rows.length, lines: rows.map(line) };
}

async function readPage(ctx: Context, kind: ListKind, { me, above, domain, origin }: Wanted): Promise<Page> {
  switch (kind) {
    case 'follows':
      return pageOf(await selectFollows(ctx, me, above, PAGE), (row) => [
        `${row.username}@${domain}`, String(row.show_reposts), String(row.notify), (row.languages ?? []).join(', '),
      ]);
    case 'blocks': return pageOf(await selectBlocks(ctx, me, above, PAGE), (row) => [`${row.username}@${domain}`]);
    case 'mutes': return pageOf(await selectMutes(ctx, me, above, PAGE), (row) => [`${row.username}@${domain}`, String(row.notifications)]);
    case 'lists': return pageOf(await selectListed(ctx, me, above, PAGE), (row) => [row.title, `${row.username}@${domain}`]);
    case 'domain_blocks': return pageOf(await selectDomains(ctx, me, above, PAGE), (row) => [row.domain]);
    default: return pageOf(await selectBookmarks(ctx, me, above, PAGE), (row) => [presentUri(origin, row.username, row.post_id)]);
  }
}

/** The viewer's newest tasks. */
export function readTasks(ctx: Context): Promise<Task[]> {
  return selectTasks(ctx, viewerId(ctx) as Id, SHOWN_TASKS);
}
