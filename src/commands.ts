/** The `perchoir` command: finds the sub-command, answers `--help`, and turns failures into a sentence and an exit code. */

import { serve } from './commands/serve.ts';

/** @returns the exit code: 0 done, 1 failed, 2 the words were wrong. */
export async function runCommand(words: string[]): Promise<number> {
  const [name = 'serve'] = words;
  if (name === 'serve') return serve();
  console.error(`There is no command "${name}".`);
  return 2;
}
