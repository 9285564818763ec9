/** Start and stop: reads the command, runs it, and leaves with its exit code. */

import { enableCompileCache } from 'node:module';
import { runCommand } from './commands.ts';

enableCompileCache();
process.exitCode = await runCommand(process.argv.slice(2));
