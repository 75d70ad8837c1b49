import { directoryOf } from '../../module-api/beside.ts';
import { renderDirectory } from '../lib/directory-target.ts';
import { applyPlacedFile } from '../lib/file-target.ts';
import { renderSafeWays } from '../lib/safe-way.ts';
import type { Step } from '../../module-api/step.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ConfigTreeParams } from './config-tree-params.ts';
import type { TreePlan } from './config-tree-plan.ts';
import { directoriesOf, removedBy } from './config-tree-plan.ts';

/**
 * Copies the directory, changes and validates the copy, and then moves the changed files into place one by one. If the run is
 * interrupted, the directory contains only complete files, and the next run completes the change.
 */
export function stageTree(p: ConfigTreeParams, plan: TreePlan): Step[] {
  const staged = stagedPath(p.dest);
  const inStage = (path: string): string => staged + path.slice(p.dest.length);
  return [
    { kind: 'run', script: renderCopy(p, staged, plan, inStage) },
    ...plan.files.flatMap(({ file, found }) => applyPlacedFile({ ...file, path: inStage(file.path) }, found)),
    { kind: 'run', script: renderSwap(p, plan, inStage) },
  ];
}

/** In the same parent directory, so that files can be renamed into place. */
export const stagedPath = (dest: string): string => {
  const slash = dest.lastIndexOf('/') + 1;
  return `${dest.slice(0, slash)}.${dest.slice(slash)}.staged`;
};

function renderCopy(p: ConfigTreeParams, staged: string, plan: TreePlan, inStage: (path: string) => string): string {
  const { dest } = p;
  const removed = removedBy(plan).map(inStage);
  return [
    'set -e',
    renderSafeWays([...directoriesOf(p), ...(p.previous === undefined ? [] : [directoryOf(p.previous)])]),
    `rm -rf -- ${quote(staged)}`,
    `mkdir -m 0700 -- ${quote(staged)}`,
    `[ ! -d ${quote(dest)} ] || cp -a -- ${quote(`${dest}/.`)} ${quote(`${staged}/`)}`,
    `chmod 0700 -- ${quote(staged)}`,
    ...plan.directories
      .filter(({ directory }) => directory.path !== dest)
      .flatMap(({ directory, found }) => renderDirectory({ ...directory, path: inStage(directory.path) }, found)),
    ...(removed.length > 0 ? [`rm -f -- ${quoteAll(removed)}`] : []),
  ].join('\n');
}

function renderSwap(p: ConfigTreeParams, plan: TreePlan, inStage: (path: string) => string): string {
  const staged = quote(stagedPath(p.dest));
  const removed = removedBy(plan);
  return [
    `trap 'rm -rf -- ${staged.replaceAll("'", `'\\''`)}' EXIT`,
    'set -e',
    p.validate.replaceAll('%s', staged),
    ...(p.previous === undefined ? [] : [renderKeep(p.dest, p.previous)]),
    ...plan.directories.flatMap(({ directory, found }) => renderDirectory(directory, found)),
    ...plan.files.map(({ file }) => `mv -fT -- ${quote(inStage(file.path))} ${quote(file.path)}`),
    ...(removed.length > 0 ? [`rm -f -- ${quoteAll(removed)}`] : []),
    `sync -f -- ${quote(p.dest)}`,
  ].join('\n');
}

/** The copy is the configuration that was last active: a second change before the first is activated must not replace it. */
function renderKeep(dest: string, previous: string): string {
  const [from, to, unfinished] = [quote(`${dest}/.`), quote(previous), quote(`${previous}.new`)];
  return [
    `if [ -d ${quote(dest)} ] && [ ! -e ${to} ]; then`,
    `rm -rf -- ${unfinished}`,
    `mkdir -p -- ${quote(directoryOf(previous))}`,
    `mkdir -m 0700 -- ${unfinished}`,
    `cp -a -- ${from} ${unfinished}/`,
    `chmod 0700 -- ${unfinished}`,
    `mv -T -- ${unfinished} ${to}`,
    'fi',
  ].join('\n');
}
