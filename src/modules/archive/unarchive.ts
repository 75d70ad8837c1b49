import type { Answers, Change, ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { fileNotTaken } from '../../module-api/file-attributes.ts';
import { describeStat } from '../lib/describe-stat.ts';
import { requireDirectory } from '../../module-api/required-directory.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import type { Step } from '../../module-api/step.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import type { Query } from '../../query/query.ts';
import type { FileHashAnswer } from '../../query/files/file-hash.ts';
import { fileHash } from '../../query/files/file-hash.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { Unknown } from '../../values/unknown.ts';
import { localContent } from '../copy/copy-file.ts';
import { renderExtraction } from './unarchive-script.ts';
import type { UnarchiveParams } from './unarchive-params.ts';
import { isRemote, unarchiveParams } from './unarchive-params.ts';

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly directory: Query<StatAnswer>;
  readonly archive: readonly Query<FileHashAnswer>[];
  readonly creates: readonly Query<StatAnswer>[];
  /** The digest of the unpacked archive, if all members still exist. */
  readonly unpacked: readonly Query<ShellAnswer>[];
  /** The members, if requested. */
  readonly members: readonly Query<ShellAnswer>[];
}
type Found = Answers<Asked>;

/** Unpacks an archive. */
export const unarchive = defineState({
  name: 'unarchive',
  summary: "Unpacks an archive into a directory, again only if the archive's content has changed.",
  params: unarchiveParams,
  notTaken: {
    ...fileNotTaken,
    decrypt: 'An archive that is encrypted as a whole is refused: decrypt it first.',
    io_buffer_size: leftOut('nothing depends on it.'),
    'validate_certs=true': leftOut('get_url is what downloads.'),
    validate_certs: 'Download with get_url first.',
  },
  aliases: { exclude_list: 'exclude' },
  examples: [
    '- unarchive:\n    src: site.tar.gz\n    dest: /srv/www\n    owner: www-data\n    extra_opts: [--strip-components=1]\n',
    '- unarchive:\n    src: /usr/local/src/tool-1.2.tar.xz\n    dest: /opt\n    remote_src: yes\n    creates: /opt/tool-1.2\n',
  ],
  returns: {
    dest: 'The directory.',
    src: 'The archive.',
    'state, mode, owner, group, uid, gid, size': 'Attributes of the directory.',
    files: 'With list_files: paths of the members, relative to dest. Unknown in a dry run that would unpack.',
  },
  inputs: (p): Record<string, { path: string; as: 'file' }> =>
    isRemote(p) ? {} : { src: { path: p.src, as: 'file' } },
  queries: (p): Asked => ({
    directory: stat(p.dest),
    archive: isRemote(p) ? [fileHash(p.src)] : [],
    creates: p.creates === undefined ? [] : [stat(p.creates)],
    unpacked: p.creates === undefined ? [unpackedIn(p)] : [],
    members: p.list_files ? [membersOf(p)] : [],
  }),
  diff: (p, s: Found, context) => diff(p, s, context),
  apply: (p, s: Found, context) => apply(p, s, context),
  predict: (p, s: Found, context) => [
    ...predictUnchanged(stat(p.dest), ...(isRemote(p) ? [fileHash(p.src)] : [])),
    ...(p.creates === undefined
      ? [{ query: unpackedIn(p), answer: { exitStatus: 0, stdout: contentOf(p, s, context), stderr: '' } }]
      : []),
    ...(p.list_files ? [{ query: membersOf(p), answer: new Unknown(`the members of ${p.src}`) }] : []),
  ],
  writes: (p) => ({ keys: [`tree:${p.dest}`, `file:${stampOf(p)}`] }),
  result: (p, { directory, members: [members] }: Found) => ({
    ...describeStat(directory),
    dest: p.dest,
    src: p.src,
    ...(members && { files: members.stdout.split('\n').filter(Boolean) }),
  }),
});

/** The file that records what was unpacked, one for each combination of archive, directory and selection of members. */
export function stampOf({ src, dest, include, exclude, extra_opts }: UnarchiveParams): string {
  const key = sha256Of(JSON.stringify([src, dest, include, exclude, extra_opts])).slice(0, 16);
  return `${dest}/.provision-unarchive-${key}`;
}

function unpackedIn(p: UnarchiveParams): Query<ShellAnswer> {
  const stamp = quote(stampOf(p));
  const script = [
    `[ -f ${stamp} ] && [ -r ${stamp} ] || exit 1`,
    '{',
    '  read -r digest',
    `  while IFS= read -r name; do [ -e ${quote(p.dest)}/"$name" ] || [ -L ${quote(p.dest)}/"$name" ] || exit 1; done`,
    `} < ${stamp}`,
    `printf '%s' "$digest"`,
  ];
  return shell({ script: script.join('\n'), reads: [`tree:${p.dest}`, `file:${stampOf(p)}`] });
}

/** What was unpacked, according to the record. */
function membersOf(p: UnarchiveParams): Query<ShellAnswer> {
  const stamp = quote(stampOf(p));
  return shell({ script: `[ ! -f ${stamp} ] || tail -n +2 -- ${stamp}`, reads: [`file:${stampOf(p)}`] });
}

function contentOf(p: UnarchiveParams, { archive }: Found, { inputs }: ModuleContext): string {
  const digest = isRemote(p) ? archive[0] : inputs['src']?.sha256;
  if (digest === null || digest === undefined)
    throw new ModuleFailure(
      `${p.src} ${isRemote(p) ? 'does not exist on the host' : 'was not found on the controller'}`,
    );
  return digest;
}

function diff(p: UnarchiveParams, found: Found, context: ModuleContext): Change[] {
  if (found.creates[0]?.exists) return [];
  const content = contentOf(p, found, context);
  if (!found.directory.exists)
    throw new ModuleFailure(
      `the directory ${p.dest} does not exist`,
      'Create it first, with file and state: directory.',
    );
  requireDirectory(p.dest, found.directory);
  const [unpacked] = found.unpacked;
  const before = unpacked?.exitStatus === 0 ? unpacked.stdout : null;
  return before === content ? [] : [{ attribute: 'unpacked', before, after: content }];
}

function apply(p: UnarchiveParams, found: Found, context: ModuleContext): Step[] {
  const digest = contentOf(p, found, context);
  const input = context.inputs['src'];
  const run = (archive: string, isOwn: boolean): Step => ({
    kind: 'run',
    script: renderExtraction(p, { archive, isOwn, digest, stamp: stampOf(p) }),
  });
  if (isRemote(p) || !input) return [run(p.src, false)];
  const upload = `${p.dest}/.provision-archive-${digest.slice(0, 16)}`;
  return [{ kind: 'write', path: upload, content: localContent(input), mode: '0600' }, run(upload, true)];
}
