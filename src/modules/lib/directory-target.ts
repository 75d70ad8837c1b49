import { atPlace, hereOf } from '../../module-api/at-place.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import type { Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import type { FileAttributes } from '../../module-api/file-attributes.ts';
import { diffAttributes, predictStat, renderAttributes } from '../../module-api/file-attributes.ts';
import { requireDirectory } from '../../module-api/required-directory.ts';
import { predictFile } from './predict-file.ts';

export const NEW_DIRECTORY = {
  exists: true,
  type: 'directory',
  mode: '0755',
  owner: 'root',
  group: 'root',
  size: 0,
} as const;

/** A desired directory. */
export interface PlacedDirectory {
  readonly path: string;
  readonly attributes: FileAttributes;
}

/** The differences. A link to a directory is accepted. */
export function diffDirectory({ path, attributes }: PlacedDirectory, found: StatAnswer): Change[] {
  requireDirectory(path, found);
  return [
    ...(found.exists ? [] : [{ attribute: 'state', before: 'absent', after: 'directory' }]),
    ...(isLink(found) ? [] : diffAttributes(attributes, found, NEW_DIRECTORY)),
  ];
}

/** Shell code that creates the directory, whose parent must exist, or changes its differing attributes. */
export function renderDirectory({ path, attributes }: PlacedDirectory, found: StatAnswer): string[] {
  if (isLink(found)) return [];
  return [...(found.exists ? [] : [makeDirectory(path)]), ...renderAttributes(path, attributes, found, NEW_DIRECTORY)];
}

/** The parent directory may belong to another user; see `renderBeside`. */
const makeDirectory = (path: string): string => atPlace(path, [`mkdir -- ${hereOf(path)}`]);

export function predictDirectory(
  { path, attributes }: PlacedDirectory,
  found: StatAnswer,
  context: ModuleContext,
): Prediction[] {
  if (isLink(found)) return [];
  const me = context.as ?? 'root';
  return predictFile(path, predictStat(attributes, found, { ...NEW_DIRECTORY, owner: me, group: me }), null);
}

const isLink = (found: StatAnswer): boolean => found.exists && found.type === 'link';
