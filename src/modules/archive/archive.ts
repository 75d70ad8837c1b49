import * as z from 'zod';
import type { Answers } from '../../module-api/module.ts';
import { NEW, placeNew, renderBeside, takeOver } from '../../module-api/beside.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import {
  fileNotTaken,
  diffAttributes,
  fileAttributes,
  predictStat,
  renderAttributes,
} from '../../module-api/file-attributes.ts';
import { bool, path, textList } from '../../module-api/params.ts';
import { parentQuery, requireParent } from '../lib/parent-directory.ts';
import { predictFile } from '../lib/predict-file.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import type { Query } from '../../query/query.ts';
import { removePath } from '../../module-api/at-place.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';

const params = z
  .strictObject({
    path: textList()
      .refine((paths) => paths.length > 0 && paths.every((at) => at.startsWith('/')), 'must be absolute paths')
      .describe('Files and directories to pack. Patterns are not expanded.'),
    dest: path().describe('The archive.'),
    format: z
      .enum(['gz', 'bz2', 'xz', 'tar', 'zip'])
      .default('gz')
      .describe('tar without compression, tar with gzip, bzip2 or xz, or zip.'),
    exclude_path: textList().default([]).describe('Files and directories below path to exclude.'),
    force_archive: bool()
      .default(false)
      .describe('Create a tar archive even for a single file, which is otherwise only compressed.'),
    remove: bool().default(false).describe('Remove path after it has been packed.'),
    ...fileAttributes,
  })
  .refine((p) => p.path.every((at) => p.dest !== at && !p.dest.startsWith(`${at.replace(/\/+$/, '')}/`)), {
    path: ['dest'],
    message: 'must not be within path',
  });

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query;
  readonly self: Query<StatAnswer>;
  readonly parent: Query<StatAnswer>;
  /** `current`, `changed`, or `nothing` if no path exists. */
  readonly sources: Query<ShellAnswer>;
}
type Found = Answers<Asked>;

/** Manages an archive of files. */
export const archive = defineState({
  name: 'archive',
  summary: 'Packs files into an archive, and repacks it if a file has changed since.',
  params,
  notTaken: {
    ...fileNotTaken,
    exclusion_patterns: 'List the paths in exclude_path.',
  },
  examples: [
    '- archive:\n    path: /srv/www\n    dest: /var/backups/www.tar.gz\n    mode: "0600"\n',
    '- archive:\n    path: [/etc/app, /var/lib/app]\n    dest: /var/backups/app.tar.xz\n    format: xz\n    exclude_path: /var/lib/app/cache\n',
  ],
  returns: { dest: 'The archive.', archived: 'The packed files.' },
  queries: (p): Asked => ({ self: stat(p.dest), parent: parentQuery(p.dest), sources: sourcesOf(p) }),
  diff: (p, { self, parent, sources }: Found) => {
    if (self.exists && self.type === 'directory') throw new ModuleFailure(`${p.dest} is a directory`);
    const state = sources.stdout.trim();
    if (state === 'nothing' && !self.exists) throw new ModuleFailure(`there is no ${p.path.join(', nor ')}`);
    requireParent(p.dest, parent);
    const isRemoved = state === 'nothing' || !p.remove;
    return [
      ...(state === 'changed' ? [{ attribute: 'content', before: self.exists ? 'old' : null, after: p.path }] : []),
      ...(isRemoved ? [] : [{ attribute: 'sources', before: 'present', after: 'absent' }]),
      ...diffAttributes(p, self, NEW_FILE),
    ];
  },
  apply: (p, s: Found) => [{ kind: 'run', script: render(p, s) }],
  predict: (p, { self, sources }: Found, context) => {
    const me = context.as ?? 'root';
    const created = { ...NEW_FILE, owner: me, group: me, size: undefined };
    const state = p.remove ? 'nothing' : 'current';
    const own = [
      ...predictUnchanged(parentQuery(p.dest)),
      { query: sourcesOf(p), answer: { exitStatus: 0, stdout: `${state}\n`, stderr: '' } },
    ];
    if (sources.stdout.trim() === 'changed')
      return [...own, ...predictFile(p.dest, predictStat(p, self, created), undefined)];
    return [...own, { query: stat(p.dest), answer: predictStat(p, self, self.exists ? self : created) }];
  },
  writes: (p) => ({ keys: [`file:${p.dest}`, ...(p.remove ? p.path.map((at) => `tree:${at}`) : [])] }),
  result: (p) => ({ dest: p.dest, archived: p.path }),
});

const NEW_FILE = { exists: true, type: 'file', mode: '0644', owner: 'root', group: 'root' } as const;

/** Whether a file has been changed, added or removed since the archive was started; the archive's time is the time of its start. */
function sourcesOf(p: Params): Query<ShellAnswer> {
  const script = [
    `set -- ${quoteAll(p.path)}`,
    'n=$#; while [ $n -gt 0 ]; do s=$1; shift; n=$((n-1)); if [ -e "$s" ] || [ -L "$s" ]; then set -- "$@" "$s"; fi; done',
    '[ $# -gt 0 ] || { echo nothing; exit; }',
    `[ -f ${quote(p.dest)} ] || { echo changed; exit; }`,
    `newer=$(find "$@" ${prune(p)}-cnewer ${quote(p.dest)} -print -quit)`,
    '[ -z "$newer" ] && echo current || echo changed',
  ];
  return shell({ script: script.join('\n'), reads: [`file:${p.dest}`, ...p.path.map((at) => `tree:${at}`)] });
}

const prune = ({ exclude_path }: Params): string =>
  exclude_path.map((at) => `-path ${quote(at.replace(/[*?[\\]/g, '\\$&'))} -prune -o `).join('');

function render(p: Params, { self, sources }: Found): string {
  const isChanged = sources.stdout.trim() === 'changed';
  return [
    'set -e',
    ...(isChanged
      ? [
          renderBeside(p.dest, [
            ': > begun',
            pack(p),
            `touch -r begun -- ${NEW}`,
            `chmod 0644 -- ${NEW}`,
            takeOver(p.dest),
            ...renderAttributes(NEW, p, self, NEW_FILE),
            placeNew(p.dest),
          ]),
        ]
      : renderAttributes(p.dest, p, self)),
    ...(p.remove ? p.path.map(removePath) : []),
  ].join('\n');
}

const COMPRESS = { gz: 'gzip', bz2: 'bzip2', xz: 'xz' } as const;

/** Names in the archive are relative to the parent directory of each path. */
function pack(p: Params): string {
  const excluded = p.exclude_path.map((at) => ` --exclude=${quote(relative(p, at))}`).join('');
  const members = p.path.map((at) => `-C ${quote(above(at))} ${quote(`./${nameOf(at)}`)}`).join(' ');
  if (p.format === 'zip') return packZip(p);
  const tar = `tar -c --transform='s,^\\./,,' --no-wildcards${excluded} ${p.format === 'tar' ? '' : `--use-compress-program=${COMPRESS[p.format]} `}${members} > ${NEW}`;
  const [only = ''] = p.path;
  if (p.path.length > 1 || p.force_archive || p.format === 'tar') return tar;
  return `if [ -f ${quote(only)} ]; then ${COMPRESS[p.format]} -c -- ${quote(only)} > ${NEW}; else ${tar}; fi`;
}

/** zip adds the paths to the archive directory by directory, and finds the archive through the working directory of this process. */
function packZip(p: Params): string {
  const excluded = p.exclude_path.map((at) => relative(p, at).slice(2)).flatMap((at) => [at, `${at}/*`]);
  const each = p.path.map((at) => {
    const words = [nameOf(at), ...(excluded.length > 0 ? ['-x', ...excluded] : [])];
    return `(cd ${quote(above(at))} && zip -q -r -y "$z" ${quoteAll(words)})`;
  });
  return [
    `command -v zip >/dev/null || { echo 'zip is not installed on this host' >&2; exit 127; }`,
    `z=/proc/$(exec sh -c 'echo $PPID')/cwd/new.zip`,
    ...each,
    `mv -- new.zip ${NEW}`,
  ].join('\n');
}

const above = (at: string): string => at.replace(/\/+$/, '').replace(/\/[^/]*$/, '') || '/';
const nameOf = (at: string): string => at.replace(/\/+$/, '').replace(/^.*\//, '');

/** The name of a path in the archive. */
function relative(p: Params, at: string): string {
  const within = p.path.find((root) => at === root || at.startsWith(`${root.replace(/\/+$/, '')}/`));
  return within === undefined ? at : `./${at.slice(above(within) === '/' ? 1 : above(within).length + 1)}`;
}
