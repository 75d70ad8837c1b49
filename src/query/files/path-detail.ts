import { Unknown, isUnknown } from '../../values/unknown.ts';
import { defineQuery, Refused } from '../query.ts';
import { keepsOwners, mentionedAccounts } from './path-owners.ts';
import { presentPaths } from './present-paths.ts';
import { splitBuffer, splitRecords } from '../split-records.ts';
import { stat } from './stat.ts';

/** All attributes from stat(2) and access(2), except the access time. Null if the path does not exist. Times are seconds since 1970. */
export type PathDetailAnswer = PathDetail | null;

export interface PathDetail {
  readonly kind: 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'block' | 'character';
  /** Octal text of 4 digits. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly uid: number | Unknown;
  readonly gid: number | Unknown;
  readonly size: number | Unknown;
  readonly inode: number | Unknown;
  readonly device: number | Unknown;
  readonly links: number | Unknown;
  readonly modified: number | Unknown;
  readonly changed: number | Unknown;
  /** For a link: its final target, and its content. */
  readonly source?: string | Unknown | undefined;
  readonly target?: string | undefined;
  /** Access rights of the querying user. */
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
}

export interface PathDetailQuestion {
  readonly path: string;
  /** Whether to follow a link. */
  readonly follow: boolean;
}

const FORMAT = String.raw`%n\0%F\0%a\0%U\0%G\0%u\0%g\0%s\0%i\0%d\0%h\0%Y\0%Z\0`;

/** All attributes of a path, without its content. */
export const pathDetail = defineQuery<PathDetailQuestion, PathDetailAnswer>({
  name: 'pathDetail',
  key: ({ path, follow }) => `${follow ? 'follow ' : ''}${path}`,
  reads: ({ path }) => [`file:${path}`],
  place: ({ path, follow }) => ({ path, follows: follow, at: (other) => ({ path: other, follow }), absent: null }),
  mentions: (answer) => (answer ? mentionedAccounts(answer) : []),
  script: (questions, boundary) =>
    [
      renderStat(
        '',
        questions.filter(({ follow }) => !follow).map(({ path }) => path),
        boundary,
      ),
      renderStat(
        '-L',
        questions.filter(({ follow }) => follow).map(({ path }) => path),
        boundary,
      ),
    ].join('\n'),
  parse: (output, questions, boundary) => {
    const parts = splitBuffer(output, boundary);
    const plain = parseStat(parts.slice(0, 3));
    const followed = parseStat(parts.slice(3, 6));
    return questions.map(({ path, follow }) => (follow ? followed : plain)(path));
  },
  derive: ({ path }, before, peek, writes) => {
    if (before && keepsOwners([before], `file:${path}`, peek, writes)) return before;
    const planned = peek(stat(path));
    if (planned === undefined || isUnknown(planned)) return planned ?? new Unknown(`what is at ${path}`);
    if (!planned.exists) return null;
    if (planned.type === 'other') return new Unknown(`the type of ${path}`);
    const unknown = new Unknown(`inode and times of ${path}`);
    const { uid = unknown, gid = unknown, mode, owner, group, target } = planned;
    // a file may have been replaced, or have got another name
    const inode = { inode: unknown, device: before?.device ?? unknown, links: unknown };
    const times = { modified: unknown, changed: unknown };
    const access = { readable: true, writable: true, executable: planned.type === 'directory' || /[1357]/.test(mode) };
    const size = planned.type === 'file' ? (planned.size ?? unknown) : unknown;
    const link = planned.type === 'link' ? { target, source: unknown } : {};
    return { kind: planned.type, mode, owner, group, uid, gid, size, ...inode, ...times, ...link, ...access };
  },
});

function renderStat(follow: string, paths: readonly string[], boundary: string): string {
  return [
    '(',
    presentPaths(paths),
    `printf '%s' ${boundary}`,
    `[ $# -eq 0 ] || stat ${follow} --printf '${FORMAT}' -- "$@" 2>/dev/null`,
    `printf '%s' ${boundary}`,
    'for p; do r=; [ ! -r "$p" ] || r=r; [ ! -w "$p" ] || r=${r}w; [ ! -x "$p" ] || r=${r}x; printf "%s\\0%s\\0" "$p" "$r"',
    '[ -L "$p" ] || { printf "\\0\\0"; continue; }; readlink -nz -- "$p"; printf "\\0"; readlink -fnz -- "$p"; printf "\\0"; done',
    ')',
    `printf '%s' ${boundary}`,
  ].join('\n');
}

type Records = ReadonlyMap<string | undefined, readonly string[]>;

function parseStat([missing, present, access]: readonly Buffer[]): (path: string) => PathDetailAnswer | Refused {
  const byPath = (part: Buffer | undefined, width: number): Records =>
    new Map((part ? splitRecords(part, width) : []).map((record) => [record[0], record]));
  const refused = byPath(missing, 2);
  const stats = byPath(present, 13);
  const rights = byPath(access, 4);
  return (path) => {
    if (refused.get(path)?.[1] === 'refused') return new Refused(`cannot look at ${path}`);
    const record = stats.get(path);
    return record ? detail(record, rights.get(path) ?? []) : null;
  };
}

function detail(record: readonly string[], [, rights = '', target = '', source = '']: readonly string[]): PathDetail {
  const [, kind = '', mode = '', owner = '', group = '', ...numbers] = record;
  const [uid = 0, gid = 0, size = 0, inode = 0, device = 0, links = 0, modified = 0, changed = 0] = numbers.map(Number);
  const isLink = kind === 'symbolic link';
  return {
    kind: KINDS[kind.split(' ')[0] ?? ''] ?? 'file',
    mode: mode.padStart(4, '0'),
    owner,
    group,
    uid,
    gid,
    size,
    inode,
    device,
    links,
    modified,
    changed,
    ...(isLink && { target, source }),
    readable: rights.includes('r'),
    writable: rights.includes('w'),
    executable: rights.includes('x'),
  };
}

const KINDS: Readonly<Record<string, PathDetail['kind']>> = {
  directory: 'directory',
  symbolic: 'link',
  fifo: 'fifo',
  socket: 'socket',
  block: 'block',
  character: 'character',
};
