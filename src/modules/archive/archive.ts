import * as z from 'zod';
import type { Answers } from '../../module-api/module.ts';
import { keepBackup, NEW, placeNew, renderBeside, takeOver } from '../../module-api/beside.ts';
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
import { isRemovable, NOT_REMOVABLE } from '../../module-api/removable.ts';
import { parentQuery, requireParent } from '../lib/parent-directory.ts';
import { predictFile } from '../lib/predict-file.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import type { Query } from '../../query/query.ts';
import { atPlace, hereOf, removePath } from '../../module-api/at-place.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';

const params = z
  .strictObject({
    path: textList()
      .refine((paths) => paths.length > 0 && paths.every((at) => at.startsWith('/')), 'must be absolute paths')
      .describe('Files and directories to pack; any that do not exist are left out. Patterns are not expanded.'),
    dest: path().describe('The archive.'),
    format: z
      .enum(['gz', 'bz2', 'xz', 'tar', 'zip'])
      .default('gz')
      .describe('tar without compression, tar with gzip, bzip2 or xz, or zip.'),
    exclude_path: textList().default([]).describe('Files and directories below path to exclude.'),
    force_archive: bool()
      .default(false)
      .describe('Create a tar archive even for a single file, which is otherwise only compressed.'),
    remove: bool()
      .default(false)
      .describe(
        'Remove path after it has been packed. An archive that is replaced is kept beside the new one, with the time in its name, since it may be the only copy of what was removed before.',
      ),
    ...fileAttributes,
  })
  .refine((p) => p.path.every((at) => p.dest !== at && !p.dest.startsWith(`${at.replace(/\/+$/, '')}/`)), {
    path: ['dest'],
    message: 'must not be within path',
  })
  .refine((p) => !p.remove || p.path.every(isRemovable), { path: ['path'], message: NOT_REMOVABLE });

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
    const isWhole = p.remove && p.exclude_path.length === 0;
    const own = [
      ...(isWhole ? p.path.flatMap((at) => predictFile(at, { exists: false }, null)) : []),
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

/**
 * Whether a file has been changed, added or removed since the archive was started; the archive's time is the time of its start. What is to be
 * removed must be in the archive as it is, which an archive of other paths would not show by its time.
 */
function sourcesOf(p: Params): Query<ShellAnswer> {
  return shell({ script: judgeSources(p), reads: [`file:${p.dest}`, ...p.path.map((at) => `tree:${at}`)] });
}

function judgeSources(p: Params): string {
  const isLeft = p.remove && p.exclude_path.length > 0;
  return [
    `set -- ${quoteAll(p.path)}`,
    'n=$#; while [ $n -gt 0 ]; do s=$1; shift; n=$((n-1)); if [ -e "$s" ] || [ -L "$s" ]; then set -- "$@" "$s"; fi; done',
    '[ $# -gt 0 ] || { echo nothing; exit; }',
    ...(isLeft ? [`[ -n "$(find "$@" ${prune(p)}! -type d -print -quit)" ] || { echo nothing; exit; }`] : []),
    `[ -f ${quote(p.dest)} ] || { echo changed; exit; }`,
    // a removal that was interrupted has changed directories
    `newer=$(find "$@" ${prune(p)}${p.remove ? '! -type d ' : ''}-cnewer ${quote(p.dest)} -print -quit)`,
    '[ -z "$newer" ] || { echo changed; exit; }',
    ...(p.remove ? p.path.map((at) => `${isPacked(p, at)} || { echo changed; exit; }`) : []),
    'echo current',
  ].join('\n');
}

const prune = ({ exclude_path }: Params): string =>
  exclude_path.map((at) => `-path ${quote(asPattern(at))} -prune -o `).join('');

/** The same for paths as they are found from the directory above. */
const pruneBelow = (p: Params): string =>
  p.exclude_path.map((at) => `-path ${quote(asPattern(relative(p, at)))} -prune -o `).join('');

const asPattern = (path: string): string => path.replace(/[*?[\\]/g, '\\$&');

/** Shell code that succeeds if the archive contains every file that exists below a path, with its present content. */
function isPacked(p: Params, at: string): string {
  const dest = quote(p.dest);
  // tar packs no sockets
  const files = `find ${quote(`./${nameOf(at)}`)} ${pruneBelow(p)}! -type d ! -type s`;
  const none = `[ -z "$(${files} -print -quit)" ]`;
  const zip = `[ -z "$({ for i in 1 2; do zip -sf ${dest} | sed -n 's/^  //p'; done; ${files} -print | sed 's,^\\./,,'; } | sort | uniq -u)" ]`;
  const tar = `${files} -print0 | sed -z 's,^\\./,,' | tar --compare --no-recursion --null -T - -f ${dest} >/dev/null 2>&1`;
  const same = p.format === 'zip' ? zip : tar;
  const packed = isSingle(p)
    ? `if [ -f ${quote(at)} ]; then ${readSingle(p)} | cmp -s - ${quote(at)}; else ${same}; fi`
    : same;
  return `{ { [ ! -e ${quote(at)} ] && [ ! -L ${quote(at)} ]; } || ( cd ${quote(above(at))} && { ${none} || { ${packed}; }; } ) }`;
}

/** A single file is compressed without tar. */
const isSingle = ({ path, format, force_archive }: Params): boolean =>
  path.length === 1 && !force_archive && format !== 'tar' && format !== 'zip';

const readSingle = ({ format, dest }: Params): string =>
  format === 'tar' || format === 'zip'
    ? `cat < ${quote(dest)}`
    : `${COMPRESS[format]} -dc < ${quote(dest)} 2>/dev/null`;

function render(p: Params, { self, sources }: Found): string {
  const isChanged = sources.stdout.trim() === 'changed';
  return [
    'set -e',
    ...(p.remove ? [`(\n${refuseWithin(p)}\n)`] : []),
    ...(isChanged
      ? [
          renderBeside(p.dest, [
            ': > begun',
            pack(p),
            `touch -r begun -- ${NEW}`,
            `chmod 0644 -- ${NEW}`,
            takeOver(p.dest),
            ...renderAttributes(NEW, p, self, NEW_FILE),
            ...(p.remove ? [keepBackup(p.dest)] : []),
            placeNew(p.dest),
          ]),
        ]
      : renderAttributes(p.dest, p, self)),
    ...(p.remove ? removeSources(p) : []),
  ].join('\n');
}

/** The removal of a path must not take the archive along, which a link may have led into it. */
const refuseWithin = (p: Params): string =>
  [
    `d=$(readlink -f -- ${quote(p.dest)})`,
    ...p.path.map(
      (at) =>
        `s=$(readlink -f -- ${quote(at)}) && case $d in "$s"/*) printf '%s\\n' ${quote(`${p.dest} is within ${at}`)} >&2; exit 1 ;; esac`,
    ),
    ':',
  ].join('\n');

/** Only what is in the archive is removed: another program may have added or changed a file meanwhile. */
function removeSources(p: Params): string[] {
  const changed = 'the files have changed while they were packed; nothing has been removed';
  return [
    `case $(\n${judgeSources(p)}\n) in changed) echo ${quote(changed)} >&2; exit 1 ;; esac`,
    ...p.path.map((at) => (p.exclude_path.length > 0 ? removeBut(p, at) : removePath(at))),
  ];
}

/** Keeps what has been excluded from the archive, and the directories above it. */
function removeBut(p: Params, at: string): string {
  const here = hereOf(at);
  const kept = p.exclude_path
    .map((each) => asPattern(relative(p, each)))
    .map((each) => ` ! -path ${quote(each)} ! -path ${quote(`${each}/*`)}`);
  const lines = [
    `find ${here} -xdev ${pruneBelow(p)}! -type d -exec rm -f -- {} +`,
    `find ${here} -xdev -depth -type d${kept.join('')} -empty -delete`,
  ];
  return `{ [ ! -e ${quote(at)} ] && [ ! -L ${quote(at)} ]; } ||\n${atPlace(at, lines)}`;
}

const COMPRESS = { gz: 'gzip', bz2: 'bzip2', xz: 'xz' } as const;

/** Names in the archive are relative to the parent directory of each path. A path that does not exist is left out, as `judgeSources` does. */
function pack(p: Params): string {
  const excluded = p.exclude_path.map((at) => ` --exclude=${quote(relative(p, at))}`).join('');
  const members = p.path.map((at) => ifThere(at, `set -- "$@" -C ${quote(above(at))} ${quote(`./${nameOf(at)}`)}`));
  if (p.format === 'zip') return packZip(p);
  const tar = `set --\n${members.join('\n')}\ntar -c --transform='s,^\\./,,' --no-wildcards${excluded} ${p.format === 'tar' ? '' : `--use-compress-program=${COMPRESS[p.format]} `}"$@" > ${NEW}`;
  const [only = ''] = p.path;
  if (p.format === 'tar' || !isSingle(p)) return tar;
  return `if [ -f ${quote(only)} ]; then ${COMPRESS[p.format]} -c -- ${quote(only)} > ${NEW}; else ${tar}; fi`;
}

/** zip adds the paths to the archive directory by directory, and finds the archive through the working directory of this process. */
function packZip(p: Params): string {
  const excluded = p.exclude_path.map((at) => relative(p, at).slice(2)).flatMap((at) => [at, `${at}/*`]);
  const each = p.path.map((at) => {
    const words = [nameOf(at), ...(excluded.length > 0 ? ['-x', ...excluded] : [])];
    return ifThere(at, `(cd ${quote(above(at))} && zip -q -r -y "$z" ${quoteAll(words)})`);
  });
  return [
    `command -v zip >/dev/null || { echo 'zip is not installed on this host' >&2; exit 127; }`,
    `z=/proc/$(exec sh -c 'echo $PPID')/cwd/new.zip`,
    ...each,
    `mv -- new.zip ${NEW}`,
  ].join('\n');
}

const ifThere = (at: string, line: string): string => `if [ -e ${quote(at)} ] || [ -L ${quote(at)} ]; then ${line}; fi`;

const above = (at: string): string => at.replace(/\/+$/, '').replace(/\/[^/]*$/, '') || '/';
const nameOf = (at: string): string => at.replace(/\/+$/, '').replace(/^.*\//, '');

/** The name of a path in the archive. */
function relative(p: Params, at: string): string {
  const within = p.path.find((root) => at === root || at.startsWith(`${root.replace(/\/+$/, '')}/`));
  return within === undefined ? at : `./${at.slice(above(within) === '/' ? 1 : above(within).length + 1)}`;
}
