import * as z from 'zod';
import type { ModuleContext } from '../../module-api/module.ts';
import { defineRead } from '../../module-api/define-module.ts';
import { bool, integer, text, textList } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { compileRegex, regex } from '../lib/python-regex.ts';
import type { Query } from '../../query/query.ts';
import type { FoundFile } from '../../query/files/found-files.ts';
import { foundFiles } from '../../query/files/found-files.ts';
import { compileGlob } from './glob.ts';

const params = z
  .strictObject({
    paths: textList()
      .refine((paths) => paths.length > 0 && paths.every((path) => path.startsWith('/')), 'must be absolute paths')
      .describe('Directories to search.'),
    patterns: textList()
      .default([])
      .describe('Patterns of file names; one of them must match: *.log. Default: all names.'),
    excludes: textList().default([]).describe('Patterns of file names to exclude.'),
    use_regex: bool().default(false).describe('patterns and excludes are regular expressions.'),
    file_type: z.enum(['file', 'directory', 'link', 'any']).default('file').describe('Type of files to find.'),
    recurse: bool().default(false).describe('Also search subdirectories.'),
    depth: integer().optional().describe('With recurse: maximum number of levels.'),
    hidden: bool().default(false).describe('Also find hidden files, whose names begin with a dot.'),
    contains: regex().optional().describe('Regular expression: find only files with a matching line.'),
    age: text()
      .refine((value) => /^-?\d+[smhdw]?$/.test(value), 'must be a number of seconds, or with one of m, h, d, w')
      .optional()
      .describe('Minimum age: 2d. A negative value is a maximum age.'),
    age_stamp: z
      .enum(['mtime', 'ctime'])
      .default('mtime')
      .describe('The time that age refers to: mtime (content) or ctime (content and attributes).'),
    size: text()
      .refine((value) => /^-?\d+[bkmgt]?$/i.test(value), 'must be a number of bytes, or with one of k, m, g, t')
      .optional()
      .describe('Minimum size: 10m. A negative value is a maximum size.'),
    get_checksum: bool().default(false).describe('Return the SHA-1 of each file.'),
    follow: bool().default(false).describe('Follow links to directories.'),
  })
  .refine((p) => p.depth === undefined || p.recurse, { path: ['depth'], message: 'needs recurse' })
  .refine(
    (p) => !p.use_regex || [...p.patterns, ...p.excludes].every((pattern) => regex().safeParse(pattern).success),
    {
      path: ['patterns'],
      message: 'contain an invalid regular expression',
    },
  );

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: readonly Query[];
  readonly trees: readonly Query<readonly FoundFile[] | null>[];
}

/** Finds files by name, age, size and content. */
export const find = defineRead({
  name: 'find',
  summary: 'Finds files and directories by name, age, size and content.',
  params,
  notTaken: {
    checksum_algorithm: 'get_checksum gives SHA-1; stat takes other algorithms.',
    encoding: leftOut('bytes are compared.'),
    exact_mode: 'Filter what is registered: found.files.filter((file) => file.mode === "0644").',
    mode: 'Filter what is registered: found.files.filter((file) => file.mode === "0644").',
    limit: 'Take a part of what is registered: found.files.slice(0, 10).',
    read_whole_file: 'contains looks at one line at a time; grep -z in a command looks at the whole file.',
  },
  aliases: { path: 'paths', name: 'paths', pattern: 'patterns', exclude: 'excludes' },
  examples: [
    '- find:\n    paths: /var/log/app\n    patterns: "*.log"\n    age: 30d\n    recurse: yes\n  register: old\n',
    '- find:\n    paths: [/etc/nginx/conf.d]\n    use_regex: yes\n    patterns: "^site-\\\\d+\\\\.conf$"\n  register: sites\n',
  ],
  returns: {
    files:
      'What was found, by path; each with path, mode, size, uid, gid, pw_name, gr_name, mtime, ctime, isreg, isdir, islnk, inode, dev, nlink and, where asked for, checksum.',
    matched: 'Number of files found.',
    examined: 'Number of files examined.',
    skipped_paths: 'Entries of paths that are not directories.',
  },
  queries: (p): Asked => ({ trees: p.paths.map((path) => foundFiles(questionOf(p, path))) }),
  result: (p, { trees }: { trees: readonly (readonly FoundFile[] | null)[] }, context) => {
    const all = trees.flatMap((tree) => tree ?? []);
    const files = all.filter((file) => passes(p, file, context)).map(describe);
    const skipped = p.paths.filter((_, i) => trees[i] === null).map((path) => [path, 'is not a directory']);
    return { files, matched: files.length, examined: all.length, skipped_paths: Object.fromEntries(skipped) as object };
  },
});

const questionOf = (p: Params, path: string) => ({
  path: path === '/' ? path : path.replace(/\/+$/, ''),
  depth: p.recurse ? p.depth : 1,
  type: p.file_type,
  follow: p.follow,
  contains: p.contains,
  checksums: p.get_checksum,
});

function passes(p: Params, file: FoundFile, { now }: ModuleContext): boolean {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const matches = (pattern: string): boolean =>
    p.use_regex ? compileRegex(`(?:${pattern})`).exec(name)?.index === 0 : compileGlob(pattern).test(name);
  return (
    (p.hidden || !name.startsWith('.')) &&
    (p.patterns.length === 0 || p.patterns.some(matches)) &&
    !p.excludes.some(matches) &&
    isAtLeast(p.age, SECONDS, now.getTime() / 1000 - (p.age_stamp === 'mtime' ? file.modified : file.changed)) &&
    (p.size === undefined || (file.type === 'file' && isAtLeast(p.size, BYTES, file.size)))
  );
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const BYTES: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Whether a value is at least the limit or, if the limit starts with a minus, at most. */
function isAtLeast(limit: string | undefined, units: Readonly<Record<string, number>>, value: number): boolean {
  if (limit === undefined) return true;
  const [, minus, digits = '0', unit = ''] = /^(-?)(\d+)(\w?)$/.exec(limit) ?? [];
  const wanted = Number(digits) * (units[unit.toLowerCase()] ?? 1);
  return minus === '-' ? value <= wanted : value >= wanted;
}

const describe = (file: FoundFile): Record<string, unknown> => ({
  path: file.path,
  mode: file.mode,
  isreg: file.type === 'file',
  isdir: file.type === 'directory',
  islnk: file.type === 'link',
  size: file.size,
  uid: file.uid,
  gid: file.gid,
  pw_name: file.owner,
  gr_name: file.group,
  inode: file.inode,
  dev: file.device,
  nlink: file.links,
  mtime: file.modified,
  ctime: file.changed,
  ...(file.sha1 !== undefined && { checksum: file.sha1 }),
});
