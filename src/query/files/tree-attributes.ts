import { defineQuery, Refused } from '../query.ts';
import { keepsOwners, mentionedAccounts } from './path-owners.ts';
import { quote } from '../quote.ts';
import { splitBuffer } from '../split-records.ts';
import type { StatAnswer } from './stat.ts';

type Existing = Extract<StatAnswer, { exists: true }>;

/** The distinct combinations of type, mode and owner below a directory; links have no mode of their own and are omitted. */
export type TreeAttributesAnswer = readonly Existing[];

/** Attributes of everything below a directory; short if the tree is uniform. */
export const treeAttributes = defineQuery<string, TreeAttributesAnswer>({
  name: 'treeAttributes',
  key: (path) => path,
  reads: (path) => [`tree:${path}`],
  mentions: (answer) => answer.flatMap(mentionedAccounts),
  derive: (path, before, peek, writes) => (keepsOwners(before, `tree:${path}`, peek, writes) ? before : undefined),
  script: (paths, boundary) => paths.map((path) => renderFind(quote(path), boundary)).join('\n'),
  parse: (output, paths, boundary) => {
    const parts = splitBuffer(output, boundary);
    return paths.map((path, i) => {
      const lines = (parts[i + 1]?.toString('utf8') ?? 'refused').split('\n').filter(Boolean);
      return lines[0] === 'refused' ? new Refused(`cannot look into ${path}`) : lines.map(parseLine);
    });
  },
});

/** Fails if a directory is inaccessible, which must not be mistaken for an empty one. */
const renderFind = (path: string, boundary: string): string =>
  [
    `printf '%s' ${boundary}`,
    `if [ -d ${path} ] && [ ! -L ${path} ]; then`,
    `  t=$(find ${path} -mindepth 1 ! -type l -printf '%y %m %u %g %U %G\\n' 2>/dev/null) && printf '%s\\n' "$t" | sort -u || echo refused`,
    'fi',
  ].join('\n');

function parseLine(line: string): Existing {
  const [kind, mode = '', owner = '', group = '', uid, gid] = line.split(' ');
  const type = kind === 'd' ? 'directory' : kind === 'f' ? 'file' : 'other';
  return { exists: true, type, mode: mode.padStart(4, '0'), owner, group, uid: Number(uid), gid: Number(gid), size: 0 };
}
