import { defineConfig } from 'oxlint';
import { places } from './scripts/walls/imports.ts';

type Option = ['error', Record<string, unknown>];

const codeLines = (max: number): Option => ['error', { max, skipBlankLines: true, skipComments: true }];

/** Files of a part of a room: the file itself, or the folder it became when it grew. */
const part = (name: string) => [`src/rooms/*/${name}.ts`, `src/rooms/*/${name}/**/*.ts`];

const config = defineConfig({
  plugins: ['eslint', 'typescript', 'import', 'unicorn', 'oxc', 'vitest', 'react', 'jsx-a11y'],
  jsPlugins: ['./scripts/walls/plugin.ts'],
  categories: { correctness: 'error' },
  ignorePatterns: ['node_modules', 'data', 'dist', 'coverage', 'src/rooms/web/app/paraglide'],
  rules: {
    'house/no-decorators': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'eslint/max-lines': codeLines(300),
    'eslint/max-lines-per-function': codeLines(60),
    'eslint/max-params': ['error', { max: 4 }],
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
    // A helper of a test may expect something too.
    'vitest/no-standalone-expect': 'off',
    // The second argument of expect says which case it was.
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    // A property test looks at what came out before it expects something of it.
    'vitest/no-conditional-expect': 'off',
    // Cleaning text means naming control characters.
    'eslint/no-control-regex': 'off',
  },
  overrides: [
    ...places().map(({ files, walls }) => ({
      files: [...files],
      rules: { 'eslint/no-restricted-imports': ['error', { patterns: walls }] satisfies Option },
    })),
    { files: [...part('rules'), ...part('presenter')], rules: { 'house/pure': 'error' } },
    { files: ['src/rooms/*/index.ts'], rules: { 'house/door': 'error', 'eslint/max-lines': codeLines(40) } },
    {
      files: ['src/kit/**/*.ts', 'src/rooms/**/*.ts'],
      rules: {
        'house/spelled-imports': 'error',
        'eslint/no-restricted-globals': ['error', {
          name: 'fetch', message: 'The one way out is the guarded outbound door of platform: it refuses private addresses.',
        }],
      },
    },
    {
      files: ['**/*.test.ts', 'test/**/*.ts'],
      rules: { 'eslint/max-lines': codeLines(500), 'eslint/max-lines-per-function': 'off', 'eslint/no-restricted-globals': 'off' },
    },
    {
      // What runs in browsers asks its own server, and the framework wants the page of a file as its default.
      files: ['src/rooms/web/app/**/*.{ts,tsx}', 'src/rooms/web/browser/**/*.ts'],
      rules: {
        'eslint/no-restricted-globals': 'off',
        'eslint/max-lines-per-function': codeLines(90),
        // People's films come without captions; their description is the name of the player.
        'jsx-a11y/media-has-caption': 'off',
      },
    },
    {
      files: ['src/rooms/web/app/{root,entry.server}.tsx', 'src/rooms/web/app/routes.ts', 'src/rooms/web/app/routes/**/*.tsx'],
      rules: { 'import/no-default-export': 'off', 'eslint/max-params': ['error', { max: 5 }] },
    },
    // The one file that loads what was assembled, by an address that changes with it.
    { files: ['src/rooms/web/application.ts', 'src/rooms/web/design/icons.ts'], rules: { 'house/spelled-imports': 'off' } },
    { files: ['*.config.ts', 'src/rooms/web/*.config.ts', 'scripts/walls/plugin.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
});

export default config;
