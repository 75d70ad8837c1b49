import { defineQuery } from '../query.ts';
import { quote } from '../quote.ts';
import { splitBuffer, splitRecords } from '../split-records.ts';

export interface FoundFilesQuestion {
  readonly path: string;
  /** Maximum depth; undefined means no limit. */
  readonly depth: number | undefined;
  readonly type: 'file' | 'directory' | 'link' | 'any';
  /** Whether to follow links to directories. */
  readonly follow: boolean;
  /** Only files with a line that matches this Perl expression. */
  readonly contains?: string | undefined;
  /** Whether to include digests. */
  readonly checksums: boolean;
}
/** An entry below the path. Modes are octal text of 4 digits, times seconds since 1970. */
export interface FoundFile {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'link' | 'other';
  readonly mode: string;
  readonly size: number;
  readonly owner: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
  readonly inode: number;
  readonly device: number;
  readonly links: number;
  readonly modified: number;
  readonly changed: number;
  readonly sha1?: string | undefined;
}

/** The entries below a path, by name; null if the directory does not exist. Inaccessible directories are omitted. */
export const foundFiles = defineQuery<FoundFilesQuestion, readonly FoundFile[] | null>({
  name: 'foundFiles',
  key: ({ path, depth, type, follow, contains, checksums }) =>
    JSON.stringify([path, depth ?? null, type, follow, contains ?? null, checksums]),
  reads: ({ path }) => [`tree:${path}`],
  script: (questions, boundary) => questions.map((question) => renderFind(question, boundary)).join('\n'),
  parse: (output, questions, boundary) => {
    const parts = splitBuffer(output, boundary).slice(1);
    return questions.map((question, i) => parseFound(question, parts.slice(3 * i, 3 * i + 3)));
  },
});

const FORMAT = String.raw`%p\0%y\0%m\0%s\0%u\0%g\0%U\0%G\0%i\0%D\0%n\0%T@\0%C@\0`;
const TYPES = { file: '-type f', directory: '-type d', link: '-type l', any: '' };

function renderFind({ path, depth, type, follow, contains, checksums }: FoundFilesQuestion, boundary: string): string {
  const at = quote(path === '/' ? '/' : `${path}/`);
  const words = [
    `find ${follow ? '-L ' : ''}${at} -mindepth 1`,
    ...(depth === undefined ? [] : [`-maxdepth ${depth}`]),
    TYPES[type],
  ];
  const find = words.filter(Boolean).join(' ');
  const mark = `printf '%s' ${boundary}`;
  return [
    `${mark}; if [ -d ${at} ]; then`,
    `  ${find} -printf '${FORMAT}' 2>/dev/null`,
    `  ${mark}; ${contains === undefined ? ':' : `${find} -type f -print0 2>/dev/null | ${renderGrep(contains)}`}`,
    `  ${mark}; ${checksums ? `${find} -type f -print0 2>/dev/null | xargs -0r sha1sum -z -- 2>/dev/null` : ':'}`,
    `else printf x; ${mark}; ${mark}; fi`,
  ].join('\n');
}

/** grep reads the pattern from stdin, and xargs receives it in the environment: a command line would show it to every user. */
const renderGrep = (pattern: string): string =>
  `P=${quote(pattern)} xargs -0r sh -c 'printf "%s\\n" "$P" | grep -lZP -f - -- "$@"' sh 2>/dev/null`;

function parseFound(
  { path, contains }: FoundFilesQuestion,
  [files, matching, sums]: readonly Buffer[],
): readonly FoundFile[] | null {
  if (files?.toString() === 'x') return null;
  const names = new Set(matching?.toString('utf8').split('\0'));
  const lines = sums?.toString('utf8').split('\0').filter(Boolean) ?? [];
  const digests = new Map(lines.map((line) => [tidy(line.slice(42), path), line.slice(0, 40)]));
  const records = files ? splitRecords(files, 13) : [];
  return records
    .filter(([name = '']) => contains === undefined || names.has(name))
    .map((record) => parseRecord(record, path, digests))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** find prints two slashes if the path ends with one. */
const tidy = (name: string, path: string): string =>
  path === '/' ? name : path + name.slice(path.length).replace(/^\/+/, '/');

function parseRecord(record: readonly string[], root: string, digests: ReadonlyMap<string, string>): FoundFile {
  const [name = '', kind = '', mode = '', size, owner = '', group = '', ...numbers] = record;
  const [uid = 0, gid = 0, inode = 0, device = 0, links = 0, modified = 0, changed = 0] = numbers.map(Number);
  const path = tidy(name, root);
  const sha1 = digests.get(path);
  return {
    path,
    type: ({ f: 'file', d: 'directory', l: 'link' }[kind] as FoundFile['type'] | undefined) ?? 'other',
    mode: mode.padStart(4, '0'),
    size: Number(size),
    owner,
    group,
    uid,
    gid,
    inode,
    device,
    links,
    modified,
    changed,
    ...(sha1 !== undefined && { sha1 }),
  };
}
