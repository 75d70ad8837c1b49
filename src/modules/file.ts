import { z } from 'zod';
import type { Answers, Change, ModuleContext, Owned, Prediction } from '../module/contract.ts';
import { ModuleFailure } from '../module/contract.ts';
import { defineState } from '../module/define-module.ts';
import { diffAttributes, fileAttributes, predictStat, renderAttributes } from '../module/file-attributes.ts';
import { bool, path, text } from '../module/params.ts';
import { predictFile } from '../module/predict-file.ts';
import type { Step } from '../module/step.ts';
import type { Query } from '../query/contract.ts';
import { quote } from '../query/quote.ts';
import type { ResourceKey } from '../query/resource-key.ts';
import type { ShellAnswer } from '../query/shell.ts';
import { shell } from '../query/shell.ts';
import type { StatAnswer } from '../query/stat.ts';
import { stat } from '../query/stat.ts';

const params = z.strictObject({
  path: path().describe('The file, directory or link.'),
  state: z
    .enum(['file', 'directory', 'link', 'touch', 'absent'])
    .optional()
    .describe(
      'What is at the path. `file` wants it to be there and sets attributes; `touch` also creates it. Default: `file`, or `directory` with recurse.',
    ),
  src: text().optional().describe('With `link`: what the link points to.'),
  force: bool().default(false).describe('With `link`: replace a file that is in the way.'),
  recurse: bool()
    .default(false)
    .describe(
      'With `directory`: give everything below the owner, group and mode too (a symbolic mode with X suits both files and directories).',
    ),
  ...fileAttributes,
});

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly self: Query<StatAnswer>;
  readonly parents: readonly Query<StatAnswer>[];
  readonly below: readonly Query<ShellAnswer>[];
}
type Found = Answers<Asked>;

/** Files, directories and links: their presence and attributes. */
export const file = defineState({
  name: 'file',
  summary: 'Sets the attributes of files, directories and links, creates or removes them.',
  params,
  aliases: { dest: 'path', name: 'path' },
  examples: [
    '- file:\n    path: /srv/www\n    state: directory\n    owner: www-data\n    mode: "0755"\n',
    '- file:\n    path: /etc/nginx/sites-enabled/default\n    state: absent\n',
    '- file:\n    src: /srv/app/releases/42\n    path: /srv/app/current\n    state: link\n',
  ],
  returns: { path: 'The path.', state: 'What is there now: file, directory, link or absent.' },
  queries: (p): Asked => ({
    self: stat(p.path),
    parents: wanted(p) === 'directory' ? ancestors(p.path).map((parent) => stat(parent)) : [],
    below: p.recurse ? [belowOf(p)] : [],
  }),
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found): Step[] => [{ kind: 'run', script: [...create(p, s.self), ...attributes(p, s)].join(' &&\n') }],
  predict: (p, s: Found, context) => predict(p, s, context),
  writes: (p) => ({ keys: [p.recurse || p.state === 'absent' ? `tree:${p.path}` : `file:${p.path}`] }),
  result: (p, s: Found) => ({ path: p.path, state: s.self.exists ? s.self.type : 'absent' }),
  owns: (p): Owned[] => {
    // a directory may hold what others put there, so that it is never removed by itself
    const state = wanted(p);
    return state === 'link' || state === 'touch'
      ? [{ key: `file:${p.path}`, remove: { module: 'file', params: { path: p.path, state: 'absent' } } }]
      : [];
  },
});

const wanted = (p: Params): NonNullable<Params['state']> => p.state ?? (p.recurse ? 'directory' : 'file');

function diff(p: Params, { self, below }: Found): Change[] {
  const state = wanted(p);
  if (state === 'absent') return self.exists ? [{ attribute: 'state', before: self.type, after: 'absent' }] : [];
  if (state === 'link') return diffLink(p, self);
  if (state === 'file' && !self.exists) {
    throw new ModuleFailure(
      `${p.path} does not exist`,
      'state: touch creates an empty file; copy and template write content.',
    );
  }
  const type = state === 'directory' ? 'directory' : 'file';
  if (self.exists && self.type !== type && state !== 'file') throw inTheWay(p.path, self.type, type);
  const differing = below[0]?.stdout.split('\0').filter(Boolean) ?? [];
  return [
    ...(self.exists ? [] : [{ attribute: 'state', before: 'absent', after: type }]),
    ...diffAttributes(p, self),
    ...differing.map((entry) => ({ attribute: `attributes of ${entry}`, before: 'other', after: 'as the directory' })),
  ];
}

function diffLink(p: Params, self: StatAnswer): Change[] {
  if (p.src === undefined) throw new ModuleFailure('state: link needs src', 'src is what the link points to.');
  if (self.exists && self.type !== 'link' && !p.force) throw inTheWay(p.path, self.type, 'link');
  const before = self.exists && self.type === 'link' ? self.target : null;
  return [
    ...(self.exists && self.type === 'link'
      ? []
      : [{ attribute: 'state', before: self.exists ? self.type : 'absent', after: 'link' }]),
    ...(before === p.src ? [] : [{ attribute: 'target', before: before ?? null, after: p.src }]),
    ...diffAttributes({ owner: p.owner, group: p.group }, self),
  ];
}

const inTheWay = (at: string, found: string, asked: string): ModuleFailure =>
  new ModuleFailure(`${at} is a ${found}, not a ${asked}`, 'Remove it first, with state: absent.');

function create(p: Params, self: StatAnswer): string[] {
  const at = quote(p.path);
  const state = wanted(p);
  if (state === 'absent') return [`rm -rf --one-file-system -- ${at}`];
  if (state === 'directory') return self.exists ? [] : [`mkdir -p -- ${at}`];
  if (state === 'touch') return self.exists ? [] : [`: >> ${at}`];
  if (state !== 'link') return [];
  const target = quote(p.src ?? '');
  // renamed into place, so that there is no moment without the link; a directory must go first
  const clear = self.exists && self.type === 'directory' ? [`rm -rf --one-file-system -- ${at}`] : [];
  const fresh = quote(`${p.path}.provision-new`);
  return [...clear, `ln -sfn -- ${target} ${fresh}`, `mv -Tf -- ${fresh} ${at}`];
}

function attributes(p: Params, { self, below }: Found): string[] {
  const state = wanted(p);
  if (state === 'absent') return [];
  const relinked = state === 'link' && !(self.exists && self.type === 'link' && self.target === p.src);
  const own = renderAttributes(
    p.path,
    state === 'link' ? { owner: p.owner, group: p.group } : p,
    relinked ? { exists: false } : self,
  );
  return below.length > 0 ? [...own, ...recursive(p)] : own;
}

function recursive(p: Params): string[] {
  const ownership = `${p.owner ?? ''}${p.group === undefined ? '' : `:${p.group}`}`;
  return [
    ...(ownership ? [`chown -hR ${quote(ownership)} -- ${quote(p.path)}`] : []),
    ...(p.mode === undefined ? [] : [`find ${quote(p.path)} ! -type l -exec chmod ${quote(p.mode)} -- {} +`]),
  ];
}

/** Prints, NUL-terminated, what is below the directory and differs from it. */
function findDiffering(p: Params): string {
  const tests = [
    ...(p.owner === undefined ? [] : [`! -user ${quote(p.owner)}`]),
    ...(p.group === undefined ? [] : [`! -group ${quote(p.group)}`]),
    ...(p.mode === undefined
      ? []
      : [`! -type l ! -perm ${quote(/^\d/.test(p.mode) ? p.mode : `-${p.mode.replaceAll('X', '')}`)}`]),
  ];
  const alternatives = tests.map((test) => `\\( ${test} \\)`).join(' -o ');
  return tests.length === 0
    ? ':'
    : `[ ! -d ${quote(p.path)} ] || find ${quote(p.path)} -mindepth 1 \\( ${alternatives} \\) -print0`;
}

function predict(p: Params, { self, parents, below }: Found, context: ModuleContext): Prediction[] {
  const state = wanted(p);
  if (state === 'absent') return predictFile(p.path, { exists: false }, null);
  const me = context.as ?? 'root';
  const created = { exists: true, owner: me, group: me, size: 0 } as const;
  if (state === 'link') {
    const link = { ...created, type: 'link', mode: '0777', target: p.src } as const;
    return predictFile(p.path, predictStat({ owner: p.owner, group: p.group }, { exists: false }, link), undefined);
  }
  if (state !== 'directory') {
    if (self.exists) return [{ query: stat(p.path), answer: predictStat(p, self, self) }];
    const empty = { ...created, type: 'file', mode: '0644' } as const;
    return predictFile(p.path, predictStat(p, self, empty), Buffer.alloc(0));
  }
  const directory = { ...created, type: 'directory', mode: '0755' } as const;
  const missing = ancestors(p.path).filter((_, i) => parents[i]?.exists === false);
  return [
    ...missing.flatMap((parent) => predictFile(parent, directory, null)),
    ...predictFile(p.path, predictStat(p, self, directory), null),
    ...below.map(() => ({ query: belowOf(p), answer: { exitStatus: 0, stdout: '', stderr: '' } })),
  ];
}

const belowOf = (p: Params): Query<ShellAnswer> => shell({ script: findDiffering(p), reads: [`tree:${p.path}`] });

/** The directories above a path, nearest last, without the root. */
function ancestors(at: string): ResourceKey[] {
  const parts = at.split('/').slice(1, -1);
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
}
