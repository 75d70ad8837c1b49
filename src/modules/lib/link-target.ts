import { diffAttributes, predictStat, renderAttributes } from '../../module-api/file-attributes.ts';
import type { Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { NEW, placeNew, renderBeside } from '../../module-api/beside.ts';
import { quote } from '../../query/quote.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { predictFile } from './predict-file.ts';

/** A desired symbolic link. */
export interface PlacedLink {
  readonly path: string;
  /** As it is stored. */
  readonly target: string;
  readonly attributes: { readonly owner?: string | undefined; readonly group?: string | undefined };
}

/** The differences. An existing file is replaced, a directory is not. */
export function diffPlacedLink({ path, target, attributes }: PlacedLink, found: StatAnswer): Change[] {
  if (found.exists && found.type === 'directory')
    throw new ModuleFailure(`${path} is a directory, not a link`, 'Remove it first, with file and state: absent.');
  if (isSame(target, found)) return diffAttributes(attributes, found);
  const before = found.exists && found.type === 'link' ? (found.target ?? null) : null;
  const type = found.exists ? found.type : 'absent';
  return [
    ...(type === 'link' ? [] : [{ attribute: 'state', before: type, after: 'link' }]),
    { attribute: 'target', before, after: target },
  ];
}

/** Shell code that creates the link under another name and renames it, so that the path always exists. */
export function renderLink({ path, target, attributes }: PlacedLink, found: StatAnswer): string[] {
  if (isSame(target, found)) return renderAttributes(path, attributes, found);
  return [
    renderBeside(path, [
      `ln -sT -- ${quote(target)} ${NEW}`,
      ...renderAttributes(NEW, attributes, { exists: false }),
      placeNew(path),
    ]),
  ];
}

export function predictLink(
  { path, target, attributes }: PlacedLink,
  found: StatAnswer,
  context: ModuleContext,
): Prediction[] {
  const me = context.as ?? 'root';
  const fresh = { exists: true, type: 'link', mode: '0777', owner: me, group: me, size: 0, target } as const;
  const before = isSame(target, found) ? found : ({ exists: false } as const);
  return predictFile(path, predictStat(attributes, before, fresh), undefined);
}

const isSame = (target: string, found: StatAnswer): boolean =>
  found.exists && found.type === 'link' && found.target === target;
