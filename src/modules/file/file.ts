import { fileNotTaken } from '../../module-api/file-attributes.ts';
import type { Owned } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { ancestors } from '../lib/parent-directory.ts';
import { describeStat } from '../lib/describe-stat.ts';
import { stat } from '../../query/files/stat.ts';
import { treeAttributes } from '../../query/files/tree-attributes.ts';
import { diffPath } from './file-diff.ts';
import { isSameFile } from './file-hard.ts';
import type { FileParams, FileQueries, FoundPath } from './file-params.ts';
import { fileParams, targetOf, wantedState } from './file-params.ts';
import { predictPath } from './file-predict.ts';
import { applyPath } from './file-steps.ts';

/** Manages files, directories and links, and their attributes. */
export const file = defineState({
  name: 'file',
  summary: 'Creates and removes files, directories and links, and sets their attributes.',
  params: fileParams,
  notTaken: {
    ...fileNotTaken,
    access_time_format: 'Run touch -a -d in a command.',
    modification_time_format: 'Run touch -m -d in a command.',
  },
  aliases: { dest: 'path', name: 'path' },
  examples: [
    '- file:\n    path: /srv/www\n    state: directory\n    owner: www-data\n    mode: "0755"\n',
    '- file:\n    path: /etc/nginx/sites-enabled/default\n    state: absent\n',
    '- file:\n    src: /srv/app/releases/42\n    path: /srv/app/current\n    state: link\n',
    '- file:\n    path: /srv/www\n    recurse: yes\n    owner: www-data\n    mode: u=rwX,g=rX,o=\n',
  ],
  returns: {
    path: 'The path.',
    dest: 'The same path.',
    state: 'State of the path: file, directory, link, hard or absent.',
    src: 'Target of a link.',
    'mode, owner, group, uid, gid, size': 'Attributes, if known.',
  },
  queries: (p): FileQueries => ({
    self: stat(p.path),
    parents: parentsOf(p).map((parent) => stat(parent)),
    below: p.recurse ? [treeAttributes(p.path)] : [],
    target: targetOf(p).map((target) => stat(target)),
    same: p.state === 'hard' ? [isSameFile(p)] : [],
  }),
  diff: (p, s: FoundPath) => diffPath(p, s),
  apply: (p, s: FoundPath) => applyPath(p, s),
  predict: (p, s: FoundPath, context) => predictPath(p, s, context),
  writes: (p) => ({
    keys: [isWholeTree(p) ? `tree:${p.path}` : `file:${p.path}`, ...targetOf(p).map((target) => `file:${target}`)],
  }),
  result: (p, { self }: FoundPath) => ({
    path: p.path,
    dest: p.path,
    state: 'absent',
    ...describeStat(self),
    ...(p.src !== undefined && { src: p.src }),
    ...(p.state === 'hard' && { state: 'hard' }),
  }),
  owns: (p): Owned[] => {
    // a directory may contain files of others, so it is never removed automatically
    const params = { path: p.path, state: 'absent', keep_directory: true };
    return ['link', 'hard', 'touch'].includes(wantedState(p))
      ? [{ key: `file:${p.path}`, remove: { module: 'file', params } }]
      : [];
  },
});

/** A link may replace a directory with all that is in it. */
const isWholeTree = (p: FileParams): boolean =>
  wantedState(p) === 'absent' || p.recurse || (p.force && ['link', 'hard'].includes(wantedState(p)));

function parentsOf(p: FileParams): string[] {
  const state = wantedState(p);
  if (state === 'directory') return ancestors(p.path);
  return state === 'link' || state === 'hard' || state === 'touch' ? ancestors(p.path).slice(-1) : [];
}
