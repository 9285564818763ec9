/**
 * `npm run dev`: the server as `npm start` runs it, in `data/dev` and with every log line, and the people of the town in
 * it: who they are and what they said is there after the first start. Configured like the server, by the same variables.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '#platform/config.ts';
import { SYSTEM } from '#platform/context.ts';
import { PASSWORD } from '#town';
import { openHouse } from '../src/commands/open.ts';
import { people } from '../test/sample/people-and-posts.ts';
import { settle } from '../test/sample/settle.ts';

const root = join(import.meta.dirname, '..');
const patience = 60;

process.env['PERCHOIR_DATA'] ||= join(root, 'data', 'dev');
process.env['LOG_LEVEL'] ||= 'debug';
process.env['PERCHOIR_GALLERY'] ||= '1';
const { host, port, origin } = readConfig(process.env);
const base = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;

/** Whether the server answers before it ends or a minute is over. */
async function answers(server: { exitCode: number | null }): Promise<boolean> {
  for (let second = 0; second < patience && server.exitCode === null; second += 1) {
    const ready = await fetch(new URL('/health/ready', base)).then((answer) => answer.ok, () => false);
    if (ready) return true;
    await pause(1000);
  }
  return false;
}

const server = spawn(process.execPath, [join(root, 'src/main.ts'), 'serve'], { stdio: 'inherit' });
const stop = (signal: NodeJS.Signals): void => {
  if (signal === 'SIGTERM' || !process.stdin.isTTY) server.kill(signal);
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
server.on('exit', (code) => {
  process.exitCode = code ?? 1;
});

if (await answers(server)) {
  const opened = await openHouse('tool');
  try {
    await opened.house.start();
    await settle(opened.house.context(SYSTEM), base);
  } catch (error) {
    console.error(`The town could not move in; delete ${process.env['PERCHOIR_DATA']} before you try again.`);
    server.kill();
    throw error;
  } finally {
    await opened.close();
  }
  const names = people.map(({ name }) => name);
  console.log(`\nThe town lives at ${origin}. Sign in as ${names[0]} (the owner), ${names.slice(1).join(', ')},
each with <name>@example.org and the password: ${PASSWORD}\n`);
}
