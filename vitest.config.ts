import { defineConfig } from 'vitest/config';

/** `npm run torture` runs the kill cycles, which take minutes to hours. */
const torture = ['test/torture/**'];

const config = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['node_modules/**', ...torture],
    globalSetup: ['test/database.ts', 'test/application.ts'],
    pool: 'forks',
    // Two cores, one of which PostgreSQL needs: more workers only make the timings of each other worse.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A page that is waited for may be slow on a busy machine.
    expect: { poll: { timeout: 5000 } },
    sequence: { hooks: 'list' },
  },
});

export default config;
