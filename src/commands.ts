/** The `perchoir` command: finds the sub-command, answers `--help`, and turns failures into a sentence and an exit code. */

import { Refusal } from '#kit/errors.ts';
import { ConfigError } from '#platform/config.ts';
import { DatabaseError } from '#platform/db/database.ts';
import { FolderInUse } from '#platform/postgres/embedded.ts';
import { account } from './commands/account.ts';
import { announcement } from './commands/announcement.ts';
import { emoji } from './commands/emoji.ts';
import { invite } from './commands/invite.ts';
import { migrate } from './commands/migrate.ts';
import { search } from './commands/search.ts';
import { serve } from './commands/serve.ts';
import { settings } from './commands/settings.ts';
import { token } from './commands/token.ts';
import { verify } from './commands/verify.ts';
import { plainWords, readWords, WordsError } from './commands/words.ts';
import type { Command } from './commands/words.ts';

const commands: Readonly<Record<string, Command>> = {
  serve: {
    summary: 'run the server (what happens without any command)',
    help: `perchoir serve
    Runs the server until it is told to stop. It is configured by environment variables, which README.md lists:
    PERCHOIR_ORIGIN, PERCHOIR_DATA, PORT, HOST, RTMP_PORT, RTMP_HOST, DATABASE_URL, TRUST_PROXY, SMTP_URL,
    MAIL_FROM, FFMPEG, LOG_LEVEL.`,
    run: (words) => {
      plainWords(readWords(words, {}));
      return serve();
    },
  },
  account,
  token,
  invite,
  emoji,
  announcement,
  settings,
  migrate,
  search,
  verify,
};

const HELP_WORDS = new Set(['--help', '-h']);

function listCommands(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`);
  return `perchoir COMMAND …\n\n${lines.join('\n')}\n\n"perchoir COMMAND --help" says more. Exit codes: 0 done, 1 failed, 2 the words were wrong.`;
}

/** @returns the exit code: 0 done, 1 failed, 2 the words were wrong. */
export async function runCommand(words: string[]): Promise<number> {
  const [name = 'serve', ...rest] = words;
  if (HELP_WORDS.has(name) || name === 'help') {
    console.log(listCommands());
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    console.error(`There is no command "${name}".\n\n${listCommands()}`);
    return 2;
  }
  if (rest.some((word) => HELP_WORDS.has(word))) {
    console.log(command.help);
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    if (error instanceof WordsError) {
      console.error(`${error.message}\n\n${command.help}`);
      return 2;
    }
    console.error(sayFailure(error));
    return 1;
  }
}

/** A sentence for what people can mend; everything else is a fault of ours and keeps its trace. */
function sayFailure(error: unknown): string {
  if (error instanceof ConfigError || error instanceof FolderInUse) return error.message;
  if (error instanceof Refusal) return sayRefusal(error);
  if (error instanceof DatabaseError && error.kind === 'unavailable') {
    return `The database does not answer: ${error.message}. Is it running, and is DATABASE_URL right?`;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${message}: something else listens there. Choose another port with PORT=….`;
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return `${message}. PORT and HOST say where the server listens.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function sayRefusal({ message, details }: Refusal): string {
  const fields = Object.entries(details ?? {}).flatMap(([field, errors]) => errors.map(({ description }) => `  ${field} ${description}`));
  return fields.length > 1 ? [message, ...fields].join('\n') : message;
}
