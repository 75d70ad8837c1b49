import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { packageRoot } from '../package-root.ts';

/** A file that `provision init` writes; `path` is relative to the project. */
export interface NewFile {
  readonly path: string;
  readonly text: string | Buffer;
  /** 0644 by default. */
  readonly mode?: number;
}

/** npm keeps no file of these names in a package, or reads it itself. */
const RENAMED: Readonly<Record<string, string>> = {
  gitignore: '.gitignore',
  editorconfig: '.editorconfig',
  'vscode-settings.json': '.vscode/settings.json',
  'github-workflow.yml': '.github/workflows/provision.yml',
};

/** The files of a folder of scaffold/, with what stands between @ signs filled in. */
export function scaffold(name: string, values: Readonly<Record<string, string>>): NewFile[] {
  const fill = (text: string): string => text.replace(/@([A-Z]+)@/g, (word, key: string) => values[key] ?? word);
  return filesBelow(join(packageRoot(), 'scaffold', name)).map(({ path, text }) => ({
    path: RENAMED[path] ?? path,
    text: fill(text.toString('utf8')),
  }));
}

/** All files of a directory, by their paths below it. */
export function filesBelow(
  directory: string,
): { readonly path: string; readonly text: Buffer; readonly mode: number }[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => ({ path, stats: statSync(join(directory, path)) }))
    .filter(({ stats }) => stats.isFile())
    .map(({ path, stats }) => ({ path, text: readFileSync(join(directory, path)), mode: stats.mode & 0o777 }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes files that are not there yet. Throws `InvalidInput`, with nothing written, where one is. */
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
      summary: `${files.map(({ path }) => path).join(', ')} ${files.length === 1 ? 'exists' : 'exist'} already; nothing was written`,
      suggestion: 'init writes only new files: call it in an empty directory, or remove these.',
    },
  ]);
