import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFileError, toUnreadable } from '../../controller/file-error.ts';
import { kindOf } from '../../controller/file-kind.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { shellWord } from '../../diagnostic/shell-word.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
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

/** Writes new files. Throws `InvalidInput`, and writes nothing, if one of them exists or cannot be written. */
export function writeNew(root: string, files: readonly NewFile[]): void {
  const there = [...new Set(files.flatMap(({ path }) => obstacleAt(root, path) ?? []))];
  if (there.length > 0) throw inTheWay(there);
  const written: string[] = [];
  for (const { path, text, mode = 0o644 } of files) {
    try {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text, { mode, flag: 'wx' });
      written.push(path);
    } catch (error) {
      for (const each of written) rmSync(join(root, each), { force: true });
      throw isFileError(error) ? unwritable(path, error) : error;
    }
  }
}

/** What prevents a new file: itself, or a part of its path that is not a directory. */
function obstacleAt(root: string, path: string): string | undefined {
  const folder = dirname(path);
  if (folder !== '.') {
    const obstacle = obstacleAt(root, folder);
    if (obstacle !== undefined) return obstacle;
    const isFree = !isThere(join(root, folder)) || kindOf(join(root, folder)) === 'a directory';
    if (!isFree) return folder;
  }
  return kindOf(join(root, path)) !== 'a directory' && isThere(join(root, path)) ? path : undefined;
}

/** Also a link that leads nowhere. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const inTheWay = (paths: readonly string[]): InvalidInput =>
  new InvalidInput([
    {
      code: 'file-exists',
      severity: 'error',
      summary: `${paths.join(', ')} already ${paths.length === 1 ? 'exists' : 'exist'}; nothing was written`,
      suggestion: `init writes only new files: run it in an empty directory, or move what is there, as in \`mv ${shellWord(paths[0] ?? '')} ${shellWord(`${paths[0] ?? ''}.old`)}\`.`,
      range: placeOf(paths[0] ?? ''),
    },
  ]);

const unwritable = (path: string, error: unknown): InvalidInput =>
  new InvalidInput([
    {
      code: 'output-file',
      severity: 'error',
      summary: `${path} cannot be written: ${toUnreadable(path, error).problem}; nothing was written`,
      suggestion: 'Run it in a directory that you may write to, as in `mkdir ~/site && cd ~/site`.',
      range: placeOf(path),
    },
  ]);
