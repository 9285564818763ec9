#!/usr/bin/env node
import { main, runNode } from './bootstrap.mjs';

await main(() => runNode(['src/main.ts', ...process.argv.slice(2)]));
