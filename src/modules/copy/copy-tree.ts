import type { Answers, Change, ModuleContext } from '../../module-api/module.ts';
import { ancestors } from '../lib/parent-directory.ts';
import type { LocalEntry } from '../../module-api/local-input.ts';
import type { PlacedDirectory } from '../lib/directory-target.ts';
import { diffDirectory, predictDirectory, renderDirectory } from '../lib/directory-target.ts';
import type { FoundFile, PlacedFile } from '../lib/file-target.ts';
import type { PlacedLink } from '../lib/link-target.ts';
import { diffPlacedLink, predictLink, renderLink } from '../lib/link-target.ts';
import { applyPlacedFile, diffPlacedFile, predictPlacedFile } from '../lib/file-target.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import type { Step } from '../../module-api/step.ts';
import type { Query } from '../../query/query.ts';
import type { FileHashAnswer } from '../../query/files/file-hash.ts';
import { fileHash } from '../../query/files/file-hash.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { localContent } from './copy-file.ts';
import type { CopyForm } from './copy-form.ts';
import type { CopyParams } from './copy-params.ts';
import { baseName } from './file-delivery.ts';
import { trimSlash } from '../lib/destination.ts';

interface TreeQueries {
  readonly [name: string]: readonly Query[];
  /** The directories: above the tree, its root, and below. */
  readonly directories: readonly Query<StatAnswer>[];
  readonly files: readonly Query<StatAnswer>[];
  readonly links: readonly Query<StatAnswer>[];
  readonly hashes: readonly Query<FileHashAnswer>[];
}
type FoundTree = Answers<TreeQueries>;

/** `copy` of a directory tree from the controller. Other existing files are kept. */
export const copyTree: CopyForm<TreeQueries, FoundTree> = {
  queries: (p, context) => ({
    directories: directoriesOf(p, context).map(({ path }) => stat(path)),
    files: filesOf(p, context).map(({ path }) => stat(path)),
    links: linksOf(p, context).map(({ path }) => stat(path)),
    hashes: filesOf(p, context).map(({ path }) => fileHash(path)),
  }),
  diff: (p, found, context) => [
    ...eachDirectory(p, found, context).flatMap(({ directory, self }) =>
      named(directory.path, diffDirectory(directory, self)),
    ),
    ...eachFile(p, found, context).flatMap(({ file, found: at }) => named(file.path, diffPlacedFile(file, at))),
    ...eachLink(p, found, context).flatMap(({ link, self }) => named(link.path, diffPlacedLink(link, self))),
  ],
  apply: (p, found, context) => {
    const made = eachDirectory(p, found, context).flatMap(({ directory, self }) => renderDirectory(directory, self));
    const linked = eachLink(p, found, context).filter(({ link, self }) => diffPlacedLink(link, self).length > 0);
    const changed = eachFile(p, found, context).filter(({ file, found: at }) => diffPlacedFile(file, at).length > 0);
    return [
      ...runAll(made),
      ...changed.flatMap(({ file, found: at }) => applyPlacedFile(file, at)),
      ...runAll(linked.flatMap(({ link, self }) => renderLink(link, self))),
    ];
  },
  predict: (p, found, context) => [
    ...predictUnchanged(...Object.values(copyTree.queries(p, context)).flat()),
    ...eachDirectory(p, found, context)
      .filter(({ directory, self }) => diffDirectory(directory, self).length > 0)
      .flatMap(({ directory, self }) => predictDirectory(directory, self, context)),
    ...eachFile(p, found, context)
      .filter(({ file, found: at }) => diffPlacedFile(file, at).length > 0)
      .flatMap(({ file, found: at }) => predictPlacedFile(file, at, context)),
    ...eachLink(p, found, context)
      .filter(({ link, self }) => diffPlacedLink(link, self).length > 0)
      .flatMap(({ link, self }) => predictLink(link, self, context)),
  ],
  writes: (p, context) => ({
    keys: [...directoriesOf(p, context), ...filesOf(p, context), ...linksOf(p, context)].map(
      ({ path }) => `file:${path}`,
    ),
  }),
  result: (p) => ({ dest: trimSlash(p.dest), src: p.src, state: 'directory' }),
};

const runAll = (commands: readonly string[]): Step[] =>
  commands.length > 0 ? [{ kind: 'run', script: commands.join(' &&\n') }] : [];

const named = (path: string, changes: Change[]): Change[] =>
  changes.map((change) => ({ ...change, attribute: `${change.attribute} of ${path}` }));

function rootOf(p: CopyParams): string {
  const dest = trimSlash(p.dest);
  const src = p.src ?? '';
  return src.endsWith('/') ? dest : `${dest === '/' ? '' : dest}/${baseName(src)}`;
}

const entriesOf = (context: ModuleContext): readonly LocalEntry[] => context.inputs['src']?.entries ?? [];

const pathOf = (p: CopyParams, entry: LocalEntry): string =>
  `${rootOf(p) === '/' ? '' : rootOf(p)}/${entry.relativePath}`;

/** Directories above the root get attributes only if the task creates them. */
function directoriesOf(p: CopyParams, context: ModuleContext): PlacedDirectory[] {
  const attributes = { owner: p.owner, group: p.group };
  const below = entriesOf(context).filter((entry) => entry.type === 'directory');
  return [
    ...ancestors(rootOf(p)).map((path) => ({ path, attributes: {} })),
    ...[rootOf(p), ...below.map((entry) => pathOf(p, entry))].map((path) => ({ path, attributes })),
  ].filter(({ path }) => path !== '/');
}

function eachDirectory(p: CopyParams, found: FoundTree, context: ModuleContext) {
  return directoriesOf(p, context).map((directory, i) => {
    const self = found.directories[i] ?? { exists: false };
    const attributes = self.exists ? directory.attributes : { ...directory.attributes, mode: p.directory_mode };
    return { directory: { ...directory, attributes }, self };
  });
}

function filesOf(p: CopyParams, context: ModuleContext): PlacedFile[] {
  return entriesOf(context)
    .filter((entry) => entry.type === 'file')
    .map((entry) => ({
      path: pathOf(p, entry),
      content: localContent(entry),
      sha256: entry.sha256,
      attributes: { mode: p.mode === 'preserve' ? entry.mode : p.mode, owner: p.owner, group: p.group },
      backup: p.backup,
      validate: p.validate,
    }));
}

function eachFile(p: CopyParams, found: FoundTree, context: ModuleContext): { file: PlacedFile; found: FoundFile }[] {
  return filesOf(p, context)
    .map((file, i) => ({ file, found: { self: found.files[i] ?? { exists: false }, hash: found.hashes[i] ?? null } }))
    .filter(({ found: at }) => p.force || !at.self.exists);
}

function linksOf(p: CopyParams, context: ModuleContext): PlacedLink[] {
  const attributes = { owner: p.owner, group: p.group };
  return entriesOf(context).flatMap((entry) =>
    entry.type === 'link' ? [{ path: pathOf(p, entry), target: entry.target ?? '', attributes }] : [],
  );
}

function eachLink(p: CopyParams, found: FoundTree, context: ModuleContext): { link: PlacedLink; self: StatAnswer }[] {
  return linksOf(p, context)
    .map((link, i) => ({ link, self: found.links[i] ?? ({ exists: false } as const) }))
    .filter(({ self }) => p.force || !self.exists);
}
