import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isFileError } from '../controller/file-error.ts';
import { kindOf } from '../controller/file-kind.ts';

/** The directory for provision's own data in a project. */
export const keptDirectory = (root: string): string => join(root, '.provision');

export const runsDirectory = (root: string): string => join(keptDirectory(root), 'runs');

/** The file with the unsuccessful hosts of the last run, for --limit @FILE. */
export const failedFile = (root: string): string => join(keptDirectory(root), 'failed');

/** Creates a project's `.provision` and `runs` in it, private to the user. Throws if they are links, or can't be created. */
export function makeRunsDirectory(root: string): string {
  makePrivate(keptDirectory(root));
  ignoreAll(join(keptDirectory(root), '.gitignore'));
  makePrivate(runsDirectory(root));
  return runsDirectory(root);
}

function ignoreAll(file: string): void {
  if (kindOf(file) === undefined)
    unlessThere(() => {
      writeFileSync(file, '*\n', { flag: 'wx' });
    });
}

/** Another run may create the same at the same time. */
function unlessThere(create: () => void): void {
  try {
    create();
  } catch (error) {
    if (!isFileError(error) || error.code !== 'EEXIST') throw error;
  }
}

function makePrivate(path: string): void {
  unlessThere(() => {
    mkdirSync(path, { mode: 0o700 });
  });
  if (!lstatSync(path).isDirectory()) throw new Error(`${path} is not a directory`);
}

/** The nearest directory upwards in which runs are recorded; undefined if there is none. */
export function findRecordedProject(from: string): string | undefined {
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    if (kindOf(runsDirectory(directory)) === 'a directory') return directory;
    if (directory === dirname(directory)) return undefined;
  }
}
