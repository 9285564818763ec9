/** A thousand people who vote in one poll at the same moment, each once and some of them twice. */

import { rowsOf } from '#platform/db/database.ts';
import { makePeople } from '../people.ts';
import type { BenchPerson } from '../people.ts';
import { percentile, round } from '../row.ts';
import type { Bench, Row } from '../row.ts';
import { startServer } from '../server.ts';
import type { Server } from '../server.ts';

const VOTERS = 1000;
const OPTIONS = ['Magie', 'Réseaux', 'Échanges', 'Pensées'];
/** Every tenth votes again, with something else. */
const TWICE = 10;

interface Poll {
  readonly id: string;
  readonly voters_count: number;
  readonly options: readonly { readonly votes_count: number }[];
}

const headers = ({ token }: BenchPerson): Record<string, string> => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });

async function ask(server: Server, author: BenchPerson): Promise<Poll> {
  const body = JSON.stringify({ status: 'Qu’emportez-vous de cette soirée ?', poll: { options: OPTIONS, expires_in: 3600 } });
  const answer = await fetch(`${server.origin}/api/v1/statuses`, { method: 'POST', headers: headers(author), body });
  return ((await answer.json()) as { poll: Poll }).poll;
}

/** Every voter looks at the poll once, so that connections and tokens are warm: the figure is that of voting. */
async function warm(server: Server, voters: readonly BenchPerson[], poll: Poll): Promise<void> {
  await Promise.all(voters.map(async (voter) => (await fetch(`${server.origin}/api/v1/polls/${poll.id}`, { headers: headers(voter) })).arrayBuffer()));
}

/** As many one-row transactions at once through the pool of this process. */
async function measureInserts(server: Server): Promise<number> {
  const at = { db: server.house.database.kysely };
  await rowsOf(at, 'create table public.bench_vote (id bigint primary key)');
  const start = performance.now();
  await Promise.all(Array.from({ length: VOTERS }, (_, id) => rowsOf(at, 'insert into public.bench_vote (id) values ($1)', [id])));
  const took = performance.now() - start;
  await rowsOf(at, 'drop table public.bench_vote');
  return took;
}

async function runPoll(): Promise<Row[]> {
  const server = await startServer();
  try {
    const [author] = (await makePeople(server.house, 'author', 1)) as [BenchPerson];
    const voters = await makePeople(server.house, 'voter', VOTERS);
    const poll = await ask(server, author);
    await warm(server, voters, poll);
    const ballots = voters.flatMap((voter, at) => (at % TWICE === 0 ? [{ voter, at }, { voter, at: at + 1 }] : [{ voter, at }]));
    const times: number[] = [];
    const before = await server.cost();
    const start = performance.now();
    const answers = await Promise.all(
      ballots.map(async ({ voter, at }) => {
        const body = JSON.stringify({ choices: [at % OPTIONS.length] });
        const { status } = await fetch(`${server.origin}/api/v1/polls/${poll.id}/votes`, { method: 'POST', headers: headers(voter), body });
        times.push(performance.now() - start);
        return status;
      }),
    );
    const took = performance.now() - start;
    const cpuMs = ((await server.cost()).cpuMs - before.cpuMs) / ballots.length;
    const after = (await (await fetch(`${server.origin}/api/v1/polls/${poll.id}`)).json()) as Poll;
    const accepted = answers.filter((status) => status === 200).length;
    const refused = answers.filter((status) => status === 422).length;
    const total = after.options.reduce((sum, option) => sum + option.votes_count, 0);
    const exact = accepted === VOTERS && refused === ballots.length - VOTERS && total === VOTERS && after.voters_count === VOTERS;
    const inserts = await measureInserts(server);
    return [{
      row: 'poll-1000', value: round(took, 0), unit: 'ms', yardstick: `${VOTERS} one-row inserts`, ratio: round(inserts / took, 3),
      target: 'exact totals, one vote each', kept: exact,
      more: `${accepted} counted, ${refused} second votes refused, totals ${total}; p50 ${round(percentile(times, 0.5), 0)} p99 ${round(percentile(times, 0.99), 0)} ms; CPU ${round(cpuMs, 2)} ms a vote; inserts ${round(inserts, 0)} ms`,
    }];
  } finally {
    await server.stop();
  }
}

export const pollBench: Bench = { name: 'poll-1000', run: runPoll };
