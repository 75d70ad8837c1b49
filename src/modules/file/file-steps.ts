import { chmodMode, diffAttributes, renderAttributes } from '../../module-api/file-attributes.ts';
import { NEW_DIRECTORY } from '../lib/directory-target.ts';
import type { Step } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import type { StatAnswer } from '../../query/stat.ts';
import type { FileParams, FoundPath } from './file-params.ts';
import { wantedState } from './file-params.ts';

/** How a path becomes what a `file` task wants of it. */
export const applyPath = (p: FileParams, found: FoundPath): Step[] => [
  { kind: 'run', script: commands(p, found).join(' &&\n') },
];

function commands(p: FileParams, { self, below }: FoundPath): string[] {
  const at = quote(p.path);
  switch (wantedState(p)) {
    case 'absent':
      return [`rm -rf --one-file-system -- ${at}`];
    case 'link':
      return link(p, self);
    case 'directory':
      return [
        ...(self.exists ? [] : [`mkdir -p -- ${at}`]),
        ...renderAttributes(p.path, p, self, NEW_DIRECTORY),
        ...(below[0]?.some((entry) => diffAttributes(p, entry).length > 0) ? recursive(p) : []),
      ];
    case 'touch':
    case 'file':
      return [...(self.exists ? [] : [`: >> ${at}`]), ...renderAttributes(p.path, p, self)];
  }
}

function link(p: FileParams, self: StatAnswer): string[] {
  const ownership = { owner: p.owner, group: p.group };
  if (self.exists && self.type === 'link' && self.target === p.src) return renderAttributes(p.path, ownership, self);
  const at = quote(p.path);
  // renamed into place, so that there is no moment without the link; a directory must go first
  const clear = self.exists && self.type === 'directory' ? [`rm -rf --one-file-system -- ${at}`] : [];
  const fresh = `${p.path}.provision-new`;
  return [
    ...clear,
    `ln -sfn -- ${quote(p.src ?? '')} ${quote(fresh)}`,
    ...renderAttributes(fresh, ownership, { exists: false }),
    `mv -Tf -- ${quote(fresh)} ${at}`,
  ];
}

/** Links keep their targets' attributes out of it; chown clears set-id bits, so that it goes first. */
function recursive(p: FileParams): string[] {
  const at = quote(p.path);
  const ownership = `${p.owner ?? ''}${p.group === undefined ? '' : `:${p.group}`}`;
  const { mode } = p;
  return [
    ...(ownership ? [`chown -hR ${quote(ownership)} -- ${at}`] : []),
    ...(mode === undefined ? [] : [`find ${at} ! -type l -exec chmod ${quote(chmodMode(mode, true))} -- {} +`]),
  ];
}
