import type { Change, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { placeNew, NEW, renderBeside } from '../../module-api/beside.ts';
import { predictFile } from '../lib/predict-file.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import { stat } from '../../query/files/stat.ts';
import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import type { FileParams, FoundPath } from './file-params.ts';

const sourceOf = (p: FileParams): string => p.src ?? '';

/** Exit status 0 if both names are the same file, 1 if they are not, 2 if there is no file to link. */
export const isSameFile = (p: FileParams): Query<ShellAnswer> =>
  shell({
    script: `[ -f ${quote(sourceOf(p))} ] || exit 2; [ ${quote(p.path)} -ef ${quote(sourceOf(p))} ] && [ ! -L ${quote(p.path)} ]`,
    reads: [`file:${p.path}`, `file:${sourceOf(p)}`],
  });

/** The differences of a hard link. */
export function diffHard(p: FileParams, { self, same }: FoundPath): Change[] {
  const status = same[0]?.exitStatus;
  if (status === 0) return [];
  if (status === 2)
    throw new ModuleFailure(`${sourceOf(p)} is not a regular file`, 'A hard link is another name of a file.');
  if (self.exists && !p.force)
    throw new ModuleFailure(
      `${p.path} is another ${self.type}, not a link to ${sourceOf(p)}`,
      'force: yes replaces it.',
    );
  return [{ attribute: 'hard link to', before: self.exists ? self.type : null, after: sourceOf(p) }];
}

export const renderHard = (p: FileParams): string[] => [
  renderBeside(p.path, [`ln -P -T -- ${quote(sourceOf(p))} ${NEW}`, placeNew(p.path)]),
];

export const predictHard = (p: FileParams, { target }: FoundPath): Prediction[] => [
  { query: isSameFile(p), answer: { exitStatus: 0, stdout: '', stderr: '' } },
  ...predictFile(p.path, target[0] ?? { exists: false }, undefined),
  ...predictUnchanged(stat(sourceOf(p))),
];
