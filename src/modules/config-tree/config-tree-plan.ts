import type { Answers, Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { PlacedDirectory } from '../lib/directory-target.ts';
import { diffDirectory, predictDirectory } from '../lib/directory-target.ts';
import type { FoundFile, PlacedFile } from '../lib/file-target.ts';
import { diffPlacedFile, predictPlacedFile } from '../lib/file-target.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import { predictFile } from '../lib/predict-file.ts';
import { requireSafeWay, wayQueries } from '../lib/safe-way.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import type { Query } from '../../query/query.ts';
import type { FileHashAnswer } from '../../query/files/file-hash.ts';
import { fileHash } from '../../query/files/file-hash.ts';
import type { FilesBelowAnswer } from '../../query/files/files-below.ts';
import { filesBelow } from '../../query/files/files-below.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import type { ConfigTreeFile, ConfigTreeParams } from './config-tree-params.ts';

export interface TreeQueries {
  readonly [name: string]: readonly Query[];
  /** The directories on the path to dest. */
  readonly way: readonly Query<StatAnswer>[];
  /** dest, and the directories of its files. */
  readonly directories: readonly Query<StatAnswer>[];
  readonly files: readonly Query<StatAnswer>[];
  readonly hashes: readonly Query<FileHashAnswer>[];
  /** The content of the pruned directories. */
  readonly held: readonly Query<FilesBelowAnswer>[];
}
export type FoundTree = Answers<TreeQueries>;

/** The changes of a tree. */
export interface TreePlan {
  readonly directories: readonly { readonly directory: PlacedDirectory; readonly found: StatAnswer }[];
  readonly files: readonly { readonly file: PlacedFile; readonly found: FoundFile }[];
  /** Absolute paths of files to remove. */
  readonly dropped: readonly string[];
  readonly pruned: readonly PrunedDirectory[];
}

interface PrunedDirectory {
  readonly path: string;
  /** Absolute paths of existing files that were not declared. */
  readonly strangers: readonly string[];
  /** Whether dest does not exist yet; whatever creates it may also create undeclared files. */
  readonly isYetToCome: boolean;
}

export const treeQueries = (p: ConfigTreeParams): TreeQueries => ({
  way: wayQueries(p.dest),
  directories: directoriesOf(p).map((path) => stat(path)),
  files: p.files.map(({ path }) => stat(`${p.dest}/${path}`)),
  hashes: p.files.map(({ path }) => fileHash(`${p.dest}/${path}`)),
  held: p.prune.map((path) => filesBelow(`${p.dest}/${path}`)),
});

/** Dest and the directories between it and its files, parents first. */
export function directoriesOf({ dest, files }: ConfigTreeParams): string[] {
  const between = files
    .filter(({ state }) => state === 'present')
    .flatMap(({ path }) => {
      const parts = path.split('/').slice(0, -1);
      return parts.map((_, i) => `${dest}/${parts.slice(0, i + 1).join('/')}`);
    });
  return [...new Set([dest, ...between])].sort();
}

/** Only the files that differ. */
export function planTree(p: ConfigTreeParams, found: FoundTree, context: ModuleContext): TreePlan {
  requireSafeWay(p.dest, found.way, context);
  const directories = directoriesOf(p).map((path, i) => ({
    directory: { path, attributes: {} },
    found: found.directories[i] ?? ABSENT,
  }));
  const files = p.files.map((wanted, i) => ({
    wanted,
    path: `${p.dest}/${wanted.path}`,
    found: { self: found.files[i] ?? ABSENT, hash: found.hashes[i] ?? null },
  }));
  const dropped = files.filter(({ wanted, found: { self } }) => wanted.state === 'absent' && self.exists);
  return {
    directories: directories.filter((each) => diffDirectory(each.directory, each.found).length > 0),
    files: files
      .filter(({ wanted }) => wanted.state === 'present')
      .map(({ wanted, path, found: at }) => ({ file: placed(wanted, path, context), found: at }))
      .filter((each) => diffPlacedFile(each.file, each.found).length > 0),
    dropped: dropped.map(({ path }) => path),
    pruned: p.prune
      .map((directory, i) => ({
        path: `${p.dest}/${directory}`,
        strangers: strangers(p, directory, found.held[i] ?? []),
        isYetToCome: found.directories[0]?.exists === false,
      }))
      .filter((each) => each.isYetToCome || each.strangers.length > 0),
  };
}

const ABSENT: StatAnswer = { exists: false };

function strangers({ dest, files }: ConfigTreeParams, directory: string, held: readonly string[]): string[] {
  const named = new Set(files.map(({ path }) => path));
  const paths = held.map((name) => `${directory}/${name}`);
  return paths.filter((path) => !named.has(path)).map((path) => `${dest}/${path}`);
}

export const removedBy = ({ dropped, pruned }: TreePlan): string[] => [
  ...new Set([...dropped, ...pruned.flatMap((directory) => directory.strangers)]),
];

function placed({ path, src, content, mode, owner, group }: ConfigTreeFile, at: string, context: ModuleContext) {
  const bytes = src === undefined ? Buffer.from(content ?? '') : context.inputs[path]?.bytes;
  if (!bytes) throw new ModuleFailure(`the template ${src ?? path} was not rendered`);
  const attributes = { mode, owner, group };
  return { path: at, content: { kind: 'bytes', bytes }, sha256: sha256Of(bytes), attributes } satisfies PlacedFile;
}

export const diffTree = (plan: TreePlan): Change[] => [
  ...plan.directories.flatMap(({ directory, found }) => named(directory.path, diffDirectory(directory, found))),
  ...plan.files.flatMap(({ file, found }) => named(file.path, diffPlacedFile(file, found))),
  ...plan.dropped.map((path) => ({ attribute: `state of ${path}`, before: 'present', after: 'absent' })),
  ...plan.pruned.map(({ path, strangers: before, isYetToCome }) => ({
    attribute: `other files of ${path}`,
    before,
    after: [],
    ...(isYetToCome && { may: true }),
  })),
];

const named = (path: string, changes: Change[]): Change[] =>
  changes.map((change) => ({ ...change, attribute: `${change.attribute} of ${path}` }));

export function predictTree(p: ConfigTreeParams, plan: TreePlan, found: FoundTree, context: ModuleContext) {
  return [
    ...predictUnchanged(...Object.values(treeQueries(p)).flat()),
    ...plan.directories.flatMap((each) => predictDirectory(each.directory, each.found, context)),
    ...plan.files.flatMap(({ file, found: at }) => predictPlacedFile(file, at, context)),
    ...removedBy(plan).flatMap((path) => predictFile(path, ABSENT, null)),
    ...p.prune.map((directory, i) => ({
      query: filesBelow(`${p.dest}/${directory}`),
      answer: heldAfter(`${p.dest}/${directory}/`, plan, found.held[i] ?? null),
    })),
  ] satisfies Prediction[];
}

function heldAfter(prefix: string, plan: TreePlan, before: FilesBelowAnswer): FilesBelowAnswer {
  const added = plan.files.map(({ file }) => file.path).filter((path) => path.startsWith(prefix));
  if (before === null && added.length === 0) return null;
  const removed = removedBy(plan);
  const kept = (before ?? []).filter((name) => !removed.includes(prefix + name));
  return [...new Set([...kept, ...added.map((path) => path.slice(prefix.length))])].sort();
}
