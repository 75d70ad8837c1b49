import * as z from 'zod';
import { defineRead } from '../../module-api/define-module.ts';
import { bool, path } from '../../module-api/params.ts';
import type { Answers } from '../../module-api/module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import type { Unknown } from '../../values/unknown.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { Query } from '../../query/query.ts';
import { DIGESTS, fileDigest } from '../../query/files/file-digest.ts';
import type { PathDetail, PathDetailAnswer } from '../../query/files/path-detail.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { attributesOf, describeAttributes, describeMime, mimeOf } from './stat-extras.ts';
import { pathDetail } from '../../query/files/path-detail.ts';

const params = z.strictObject({
  path: path().describe('Path to examine.'),
  follow: bool().default(false).describe('Follow a link and return the attributes of its target.'),
  get_checksum: bool().default(true).describe('Compute the checksum of the file.'),
  get_mime: bool().default(false).describe('Return the MIME type, if the program file is installed on the host.'),
  get_attributes: bool().default(false).describe('Return the attributes set with chattr.'),
  checksum_algorithm: z.enum(DIGESTS).default('sha1').describe('Algorithm of the checksum.'),
});

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly detail: Query<PathDetailAnswer>;
  readonly checksum: readonly Query<string | null>[];
  readonly mime: readonly Query<ShellAnswer>[];
  readonly attributes: readonly Query<ShellAnswer>[];
}

type Found = Answers<Asked>;

/** Reads the attributes of a path. */
export const statModule = defineRead({
  name: 'stat',
  summary: 'Returns whether a path exists, and its type, owner, permissions and checksum.',
  params,
  notTaken: {
    get_selinux_context: leftOut('SELinux contexts are not read.'),
  },
  aliases: {
    dest: 'path',
    name: 'path',
    checksum: 'checksum_algorithm',
    checksum_algo: 'checksum_algorithm',
    mime: 'get_mime',
    'mime-type': 'get_mime',
    mime_type: 'get_mime',
    attr: 'get_attributes',
    attributes: 'get_attributes',
  },
  examples: [
    '- stat:\n    path: /var/lib/mysql/auto.cnf\n  register: initialized\n',
    '- stat:\n    path: /usr/local/bin/tool\n    checksum_algorithm: sha256\n    follow: yes\n  register: tool\n',
  ],
  returns: {
    'stat.exists': 'Whether the path exists. If not, there are no other fields.',
    'stat.isreg, isdir, islnk, isfifo, issock, isblk, ischr': 'Type of the path.',
    'stat.mode': 'Permission bits, as octal digits (0644).',
    'stat.pw_name, gr_name, uid, gid': 'Owner and group, as names and as IDs.',
    'stat.size': 'Size in bytes.',
    'stat.mtime, ctime': 'Time of the last change of the content, and of the attributes, in seconds since 1970.',
    'stat.checksum': 'Digest of a regular file, in hex.',
    'stat.mimetype, charset': 'With get_mime: the result of the program file, or unknown.',
    'stat.attributes, attr_flags': 'With get_attributes: names and letters of the attributes set with chattr.',
    'stat.lnk_source, lnk_target': 'For a link: its final target, and its content.',
    'stat.readable, writeable, executable': "Access rights of the task's user.",
    'stat.isuid, isgid, rusr, wusr, xusr, rgrp, wgrp, xgrp, roth, woth, xoth': 'The single permission bits.',
  },
  queries: (p): Asked => ({
    detail: pathDetail({ path: p.path, follow: p.follow }),
    checksum: p.get_checksum ? [fileDigest({ path: p.path, algorithm: p.checksum_algorithm })] : [],
    mime: p.get_mime ? [mimeOf(p.path)] : [],
    attributes: p.get_attributes ? [attributesOf(p.path)] : [],
  }),
  result: (p, { detail, checksum, mime, attributes }: Found) => ({
    stat: detail
      ? {
          ...describe(p.path, detail),
          ...checksumOf(detail, checksum[0]),
          ...(mime[0] && describeMime(mime[0])),
          ...(attributes[0] && describeAttributes(attributes[0])),
        }
      : { exists: false },
  }),
});

const checksumOf = ({ kind }: PathDetail, checksum: string | null | undefined) =>
  kind === 'file' && checksum ? { checksum } : {};

function describe(at: string, detail: PathDetail): Record<string, unknown> {
  const { kind } = detail;
  return {
    exists: true,
    path: at,
    isreg: kind === 'file',
    isdir: kind === 'directory',
    islnk: kind === 'link',
    isfifo: kind === 'fifo',
    issock: kind === 'socket',
    isblk: kind === 'block',
    ischr: kind === 'character',
    mode: detail.mode,
    ...permissions(parseInt(detail.mode, 8)),
    pw_name: detail.owner,
    gr_name: detail.group,
    uid: detail.uid,
    gid: detail.gid,
    size: detail.size,
    inode: detail.inode,
    dev: detail.device,
    nlink: detail.links,
    mtime: detail.modified,
    ctime: detail.changed,
    readable: detail.readable,
    writeable: detail.writable,
    executable: detail.executable,
    ...(detail.target !== undefined && { lnk_target: detail.target, lnk_source: known(detail.source) }),
  };
}

const known = (source: string | Unknown | undefined): unknown => (isUnknown(source) ? source : (source ?? null));

/** One field for each bit: `rusr` to `xoth`. */
function permissions(bits: number): Record<string, boolean> {
  const names = [
    'isuid',
    'isgid',
    'issticky',
    ...['usr', 'grp', 'oth'].flatMap((who) => ['r', 'w', 'x'].map((right) => right + who)),
  ];
  const fields = names.map((name, i) => [name, (bits & (0o4000 >> i)) !== 0] as const);
  return Object.fromEntries(fields.filter(([name]) => name !== 'issticky'));
}
