/** The repository as the architecture tests read it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

const left = new Set(['node_modules', '.git', 'data', 'dist', 'coverage', '.cache']);

/**
 * The files below a folder whose path matches.
 * @throws when there is none: a check that has looked at nothing must not pass.
 */
export function filesBelow(folder: string, pattern: RegExp): SourceFile[] {
  const found = walk(join(root, folder)).map((file) => relative(root, file).split(sep).join('/')).filter((path) => pattern.test(path));
  if (found.length === 0) throw new Error(`nothing below ${folder} matches ${pattern}: this check looked at nothing`);
  return found.sort().map(readText);
}

export function readText(path: string): SourceFile {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

/** The names of the folders in a folder. */
export function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).filter((one) => one.isDirectory()).map((one) => one.name);
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    if (left.has(one.name)) return [];
    const path = join(folder, one.name);
    return one.isDirectory() ? walk(path) : [path];
  });
}

/** The text without its comments, line breaks kept, so that prose is not taken for code. */
export function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** The line a position is on, counted from 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
