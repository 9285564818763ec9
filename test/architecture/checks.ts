/** What the architecture tests look for, as functions of file texts: each is shown a violation before it is believed. */
import { lineAt, withoutComments } from './tree.ts';
import type { SourceFile } from './tree.ts';

/** A table written by a file, as the file names it. */
interface Write {
  readonly table: string;
  readonly line: number;
}

const name = '((?:[\\w"]+|\\$\\{[^}]*\\})(?:\\.(?:[\\w"]+|\\$\\{[^}]*\\}))?)';
const writing = [
  `\\binsert\\s+into\\s+${name}`,
  `\\bmerge\\s+into\\s+${name}`,
  `\\bdelete\\s+from\\s+(?:only\\s+)?${name}`,
  `\\btruncate\\s+(?:table\\s+)?${name}`,
  // An alias may stand before `set`; `on conflict … do update set` and `for update` have no table of their own.
  `(?<!\\bdo\\s+)\\bupdate\\s+(?:only\\s+)?${name}(?:\\s+(?:as\\s+)?(?!set\\b)\\w+)?\\s+set\\b`,
  `\\.(?:insertInto|updateTable|deleteFrom|mergeInto|replaceInto)\\(\\s*['"\`]${name}`,
];
const shaping = [
  `\\bcreate\\s+(?:unlogged\\s+)?table\\s+(?:if\\s+not\\s+exists\\s+)?${name}`,
  `\\b(?:alter|drop)\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?${name}`,
  `\\bcreate\\s+(?:unique\\s+)?index\\s+(?:concurrently\\s+)?(?:if\\s+not\\s+exists\\s+)?\\w*\\s*on\\s+(?:only\\s+)?${name}`,
];

/** Every write in a TypeScript or SQL file; in SQL, shaping a table counts as writing it. */
export function writesIn({ path, text }: SourceFile): Write[] {
  const sql = path.endsWith('.sql');
  const code = sql ? text.replace(/--.*$/gm, '') : withoutComments(text);
  return [...writing, ...(sql ? shaping : [])].flatMap((pattern) =>
    [...code.matchAll(new RegExp(pattern, 'gi'))].map((match) => ({ table: match[1] ?? '', line: lineAt(code, match.index) })),
  );
}

/** The room (or `platform`) a file belongs to: also the one schema it may write. */
function schemaOf(path: string): string | undefined {
  return /^src\/rooms\/([^/]+)\//.exec(path)?.[1] ?? /^src\/(platform)\//.exec(path)?.[1];
}

/** Writes to a schema that is not the file's own, or to a name that cannot be read off the page. */
export function foreignWrites(file: SourceFile): string[] {
  const schema = schemaOf(file.path);
  return writesIn(file)
    .filter(({ table }) => table.split('.')[0]?.replaceAll('"', '') !== schema || !table.includes('.'))
    .map(({ table, line }) => `${file.path}:${line} writes ${table}; only ${schema}.… is its own. Call the room that owns it.`);
}

const reading = [
  `\\b(?:from|join)\\s+(?:only\\s+)?${name}`,
  `\\.(?:selectFrom|innerJoin|leftJoin|rightJoin|fullJoin)\\(\\s*['"\`]${name}`,
];

/** Every table that a file reads by its full name: what has no schema in front is a name that the statement gave itself. */
export function readsIn({ text }: SourceFile): Write[] {
  const code = withoutComments(text);
  return reading.flatMap((pattern) =>
    [...code.matchAll(new RegExp(pattern, 'gi'))].flatMap((match) => {
      const table = (match[1] ?? '').replaceAll('"', '');
      return /^\w+\.\w+$/.test(table) ? [{ table, line: lineAt(code, match.index) }] : [];
    }),
  );
}

/** The tables that a room's schema.ts offers to higher rooms, in a type whose name begins with Readable. */
export function tablesOffered({ text }: SourceFile): string[] {
  const types = text.matchAll(/export (?:interface Readable\w+ \{[\s\S]*?\n\}|type Readable\w+ =[^;]*;)/g);
  return [...types].flatMap(([type]) => [...type.matchAll(/'(\w+\.\w+)'/g)].map((match) => match[1] ?? ''));
}

/** Reads of another room's table that this room does not offer, or that lies on a higher floor. `rooms`: lowest first. */
export function foreignReads(file: SourceFile, offered: readonly string[], rooms: readonly string[]): string[] {
  const own = schemaOf(file.path) ?? '';
  return readsIn(file).flatMap(({ table, line }) => {
    const schema = table.split('.')[0] ?? '';
    if (schema === own || !rooms.includes(schema)) return [];
    if (rooms.indexOf(schema) < rooms.indexOf(own) && offered.includes(table)) return [];
    return [`${file.path}:${line} reads ${table}, which ${schema} does not offer to it. Ask at the door, or offer the table in its schema.ts.`];
  });
}

const emptyNames = ['util', 'helper', 'common', 'misc', 'manager', 'service', 'handler', 'data', 'info'];

/** Names that say nothing about what is inside. */
export function emptyNamesIn(path: string): string[] {
  const words = path.split(/[/.-]/).map((word) => word.toLowerCase());
  return emptyNames
    .filter((empty) => words.includes(empty) || words.includes(`${empty}s`))
    .map((empty) => `${path} is named "${empty}", which says nothing: if a function has no home, a noun is missing.`);
}

/** Notes that something will be done one day. */
export function unfinishedIn({ path, text }: SourceFile): string[] {
  // The brackets keep this line from finding itself.
  return [...text.matchAll(/\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b/g)]
    .map((match) => `${path}:${lineAt(text, match.index)} says ${match[0]}: build it, or say its absence where a reader looks.`);
}

/** A bare `status` passes: an HTTP answer has one too. What is longer, or written as a value, is a post under its foreign name. */
const foreignWord = /\w*(?:reblog|favourite|(?<![a-z])toot)\w*|\w+status\w*|status\w+|(?<=['"`])status\b/gi;

const othersWords: ReadonlySet<string> = new Set(['src/rooms/transfer/tweets.ts', 'src/rooms/video/ingest/rtmp/conversation.ts']);

/**
 * Mastodon's words in our code. They belong to routes.ts, streams.ts and presenter.ts, which speak to its clients; a door
 * may pass on what these have named. `tweets.ts` of #transfer reads another site's archive, in that site's words, and RTMP has its
 * own for its answers (`onStatus`); what runs in browsers is a client of ours.
 */
export function foreignWordsIn({ path, text }: SourceFile): string[] {
  if (/^src\/rooms\/[^/]+\/(routes|streams|presenter)(\.ts$|\/)/.test(path) || othersWords.has(path)) return [];
  if (/^src\/rooms\/web\/(app|browser)\//.test(path)) return [];
  const code = withoutComments(text).replace(/export (type )?\{[^}]*\} from '\.\/(routes|streams|presenter)[./][^']*';/g, (line) => line.replace(/[^\n]/g, ''));
  return [...code.matchAll(foreignWord)]
    .map((match) => `${path}:${lineAt(code, match.index)} says "${match[0]}"; docs/words.md has our word for it.`);
}

/** Lines of the comment that a door begins with: what the room owns, promises and does not do. */
export function cardLines(text: string): number {
  return /^\/\*\*[\s\S]*?\*\//.exec(text)?.[0].split('\n').length ?? 0;
}

/** The paths of this repository that a document names in code marks, or links to. */
export function pathsNamedIn(text: string): string[] {
  const marked = text.matchAll(/`((?:src|test|bench|docs|bin|scripts|\.ci)\/[\w./-]+)`/g);
  const linked = text.matchAll(/\]\(((?!https?:|#)[^)\s]+)\)/g);
  return [...marked, ...linked].map((match) => match[1] ?? '');
}
