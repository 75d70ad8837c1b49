import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { packageRoot } from '../package-root.ts';

/** A file that `provision init` writes; `path` is relative to the project. */
export interface NewFile {
  readonly path: string;
  readonly text: string | Buffer;
  /** Default: 0644. */
  readonly mode?: number;
}

/** npm omits files with these names from packages, or interprets them. */
const RENAMED: Readonly<Record<string, string>> = {
  gitignore: '.gitignore',
  editorconfig: '.editorconfig',
  'vscode-settings.json': '.vscode/settings.json',
  'github-workflow.yml': '.github/workflows/provision.yml',
};

/** The files of a directory of scaffold/, with placeholders between @ signs replaced. */
export function scaffold(name: string, values: Readonly<Record<string, string>>): NewFile[] {
  const fill = (text: string): string => text.replace(/@([A-Z]+)@/g, (word, key: string) => values[key] ?? word);
  return filesBelow(join(packageRoot(), 'scaffold', name)).map(({ path, text }) => ({
    path: RENAMED[path] ?? path,
    text: fill(text.toString('utf8')),
  }));
}

/** All files below a directory, by relative path. */
export function filesBelow(
  directory: string,
): { readonly path: string; readonly text: Buffer; readonly mode: number }[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => ({ path, stats: statSync(join(directory, path)) }))
    .filter(({ stats }) => stats.isFile())
    .map(({ path, stats }) => ({ path, text: readFileSync(join(directory, path)), mode: stats.mode & 0o777 }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes new files. Throws `InvalidInput`, without writing anything, if one of them exists. */
export function writeNew(root: string, files: readonly NewFile[]): void {
  const there = files.filter(({ path }) => existsSync(join(root, path)));
  if (there.length > 0) throw inTheWay(there);
  for (const { path, text, mode = 0o644 } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode, flag: 'wx' });
  }
}

const inTheWay = (files: readonly NewFile[]): InvalidInput =>
  new InvalidInput([
    {
      code: 'file-exists',
      severity: 'error',
      summary: `${files.map(({ path }) => path).join(', ')} already ${files.length === 1 ? 'exists' : 'exist'}; nothing was written`,
      suggestion: 'init writes only new files: run it in an empty directory, or remove these files.',
    },
  ]);
