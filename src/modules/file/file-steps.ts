import { chmodMode, diffAttributes, renderAttributes } from '../../module-api/file-attributes.ts';
import { makeDirectories, removePath } from '../../module-api/at-place.ts';
import { enterDirectory, NEW, nameOf, placeNew, renderBeside } from '../../module-api/beside.ts';
import { NEW_DIRECTORY } from '../lib/directory-target.ts';
import type { Step } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { renderHard } from './file-hard.ts';
import type { FileParams, FoundPath } from './file-params.ts';
import { targetOf, wantedState } from './file-params.ts';

const EMPTY_FILE = { exists: true, type: 'file', mode: '0644', owner: 'root', group: 'root', size: 0 } as const;

/** The steps that bring a path to the state of a `file` task. */
export const applyPath = (p: FileParams, found: FoundPath): Step[] => [
  { kind: 'run', script: commands(p, found).join(' &&\n') },
];

function commands(p: FileParams, { self, below, target }: FoundPath): string[] {
  switch (wantedState(p)) {
    case 'absent':
      return [removePath(p.path)];
    case 'link':
      return [...link(p, self), ...modeOfTarget(p, target[0])];
    case 'hard':
      return renderHard(p);
    case 'directory':
      return [
        ...(self.exists ? [] : [makeDirectories(p.path)]),
        ...renderAttributes(p.path, p, self, NEW_DIRECTORY),
        ...(below[0]?.some((entry) => diffAttributes(p, entry).length > 0) ? recursive(p) : []),
      ];
    case 'touch':
    case 'file':
      if (self.exists) return renderAttributes(p.path, p, self);
      return [
        // a file that was created there meanwhile is kept
        renderBeside(p.path, [
          `: > ${NEW}`,
          `chmod 0644 -- ${NEW}`,
          ...renderAttributes(NEW, p, self, EMPTY_FILE),
          `mv -nT -- ${NEW} ${quote(`../${nameOf(p.path)}`)}`,
        ]),
      ];
  }
}

/** The target of a link may not exist yet; then there is no mode to set. */
function modeOfTarget(p: FileParams, found: StatAnswer | undefined): string[] {
  const [target] = targetOf(p);
  return target !== undefined && found?.exists ? renderAttributes(target, { mode: p.mode }, found) : [];
}

function link(p: FileParams, self: StatAnswer): string[] {
  const ownership = { owner: p.owner, group: p.group };
  if (self.exists && self.type === 'link' && self.target === p.src) return renderAttributes(p.path, ownership, self);
  // the link is renamed into place, so that the path always exists; a directory must be removed first
  const clear = self.exists && self.type === 'directory' ? [removePath(p.path)] : [];
  return [
    ...clear,
    renderBeside(p.path, [
      `ln -sT -- ${quote(p.src ?? '')} ${NEW}`,
      ...renderAttributes(NEW, ownership, { exists: false }),
      placeNew(p.path),
    ]),
  ];
}

/** Links are skipped, so that their targets are not changed; chown runs first, because it clears set-id bits. */
function recursive(p: FileParams): string[] {
  const ownership = `${p.owner ?? ''}${p.group === undefined ? '' : `:${p.group}`}`;
  const { mode } = p;
  const lines = [
    ...(ownership ? [`chown -hR ${quote(ownership)} -- .`] : []),
    ...(mode === undefined ? [] : [`find . ! -type l -exec chmod ${quote(chmodMode(mode, true))} -- {} +`]),
  ];
  return [['(', 'set -e', ...enterDirectory(p.path), ...lines, ')'].join('\n')];
}
