import { main, runNode } from './bootstrap.mjs';

await main(() => runNode(['src/main.ts', 'serve', ...process.argv.slice(2)]));
