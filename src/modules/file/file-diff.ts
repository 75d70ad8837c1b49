import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { diffAttributes } from '../../module-api/file-attributes.ts';
import { requireDirectory } from '../../module-api/required-directory.ts';
import { requireParent } from '../lib/parent-directory.ts';
import { NEW_DIRECTORY } from '../lib/directory-target.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { diffHard } from './file-hard.ts';
import type { FileParams, FoundPath } from './file-params.ts';
import { wantedState } from './file-params.ts';

/** The differences between a path and the desired state of a `file` task. */
export function diffPath(p: FileParams, found: FoundPath): Change[] {
  switch (wantedState(p)) {
    case 'absent':
      return diffAbsent(p, found.self);
    case 'link':
      return diffLink(p, found);
    case 'hard':
      return diffHard(p, found);
    case 'directory':
      return diffDirectories(p, found);
    case 'touch':
      if (!found.self.exists) requireNearest(p, found);
      return [...appears(found.self, 'file'), ...diffAttributes(p, withoutLink(p, found.self))];
    case 'file':
      if (!found.self.exists)
        throw new ModuleFailure(
          `${p.path} does not exist`,
          'state: touch creates an empty file; copy and template write content.',
        );
      return diffAttributes(p, withoutLink(p, found.self));
  }
}

const appears = (self: StatAnswer, type: string): Change[] =>
  self.exists ? [] : [{ attribute: 'state', before: 'absent', after: type }];

const diffAbsent = (p: FileParams, self: StatAnswer): Change[] =>
  self.exists && !(p.keep_directory && self.type === 'directory')
    ? [{ attribute: 'state', before: self.type, after: 'absent' }]
    : [];

/** A link has no mode, and its target has a separate owner. */
function withoutLink(p: FileParams, self: StatAnswer): StatAnswer {
  if (self.exists && self.type === 'link' && p.mode !== undefined)
    throw new ModuleFailure(`${p.path} is a link, which has no mode`, `Name what it leads to: ${self.target ?? ''}`);
  return self;
}

const requireNearest = (p: FileParams, { parents }: FoundPath): void => {
  const nearest = parents.at(-1);
  if (nearest) requireParent(p.path, nearest);
};

function diffLink(p: FileParams, found: FoundPath): Change[] {
  const { self } = found;
  const isLink = self.exists && self.type === 'link';
  if (self.exists && !isLink && !p.force) throw inTheWay(p.path, self.type, 'link');
  if (!self.exists) requireNearest(p, found);
  const before = isLink ? (self.target ?? null) : null;
  return [
    ...(isLink ? [] : [{ attribute: 'state', before: self.exists ? self.type : 'absent', after: 'link' }]),
    ...(before === p.src ? [] : [{ attribute: 'target', before, after: p.src }]),
    // a recreated link belongs to its creator again
    ...diffAttributes({ owner: p.owner, group: p.group }, before === p.src ? self : { exists: false }),
    ...(found.target[0]?.exists
      ? diffAttributes({ mode: p.mode }, found.target[0]).map((change) => ({
          ...change,
          attribute: 'mode of the target',
        }))
      : []),
  ];
}

const inTheWay = (at: string, found: string, asked: string): ModuleFailure =>
  new ModuleFailure(
    `${at} is a ${found}, not a ${asked}`,
    asked === 'link' ? 'force: yes replaces it.' : 'Remove it first, with state: absent.',
  );

function diffDirectories(p: FileParams, { self, parents, below }: FoundPath): Change[] {
  parents.forEach((parent, i) =>
    requireDirectory(
      p.path
        .split('/')
        .slice(0, i + 2)
        .join('/'),
      parent,
    ),
  );
  if (self.exists && self.type !== 'directory') throw inTheWay(p.path, self.type, 'directory');
  return [
    ...appears(self, 'directory'),
    ...diffAttributes(p, self, NEW_DIRECTORY),
    ...mergeBelow((below[0] ?? []).flatMap((entry) => diffAttributes(p, entry).map((change) => ({ change, entry })))),
  ];
}

/** One change for all entries of a type that get the same value. */
function mergeBelow(changes: readonly { change: Change; entry: StatAnswer }[]): Change[] {
  const merged = new Map<string, Change>();
  for (const { change, entry } of changes) {
    const what = entry.exists && entry.type === 'directory' ? 'directories' : 'files';
    const attribute = `${change.attribute} of ${what} below`;
    const key = `${attribute}\0${String(change.after)}`;
    const earlier = merged.get(key)?.before;
    const befores = new Set([...(typeof earlier === 'string' ? earlier.split(', ') : []), String(change.before)]);
    merged.set(key, { attribute, before: [...befores].join(', '), after: change.after });
  }
  return [...merged.values()];
}
