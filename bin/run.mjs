// `npm test` and `npm run …`: installs what is missing, then runs one of our programs under our Node.
import { main, Refusal, root, runNode } from './bootstrap.mjs';

const programs = {
  test: ['scripts/check.ts', '--all'],
  check: ['scripts/check.ts'],
  lint: ['node_modules/oxlint/bin/oxlint'],
  dev: ['scripts/dev.ts'],
  bench: ['bench/main.ts'],
  rehearse: ['bench/rehearse.ts'],
  torture: ['scripts/torture.ts'],
  new: ['scripts/new.ts'],
  map: ['scripts/map.ts'],
  routes: ['scripts/routes.ts'],
  pictures: ['scripts/pictures.ts'],
};

const [name, ...rest] = process.argv.slice(2);

let ran = false;
await main(() => {
  const program = programs[name];
  if (!program) throw new Refusal(`There is no "${name ?? ''}". There are: ${Object.keys(programs).join(', ')}.`);
  ran = true;
  return runNode([...program, ...rest], { cwd: root });
});

// Who counts results reads the last line, also when it never came to a test.
if (name === 'test' && !ran) console.log('0 passed, 1 failed');
