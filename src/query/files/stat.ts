import type { Query } from '../query.ts';
import { defineQuery, Refused } from '../query.ts';
import { keepsOwners, mentionedAccounts } from './path-owners.ts';
import { presentPaths } from './present-paths.ts';
import { splitBuffer, splitRecords } from '../split-records.ts';
import type { StatAnswer } from './stat-answer.ts';
import { readStatRecord, STAT_FIELDS, STAT_FORMAT } from './stat-record.ts';

export type { StatAnswer } from './stat-answer.ts';

/** lstat of a path: a link is itself, not what it points to. */
export const stat: (path: string, as?: string) => Query<StatAnswer> = defineQuery<string, StatAnswer>({
  name: 'stat',
  key: (path) => path,
  reads: (path) => [`file:${path}`],
  place: (path) => ({ path, follows: false, at: (other) => other, absent: { exists: false } }),
  mentions: (answer) => (answer.exists ? mentionedAccounts(answer) : []),
  derive: (path, before, peek, writes) =>
    before.exists && keepsOwners([before], `file:${path}`, peek, writes) ? before : undefined,
  script: (paths, boundary) =>
    [
      presentPaths(paths),
      `printf '%s' ${boundary}`,
      `[ $# -eq 0 ] || find "$@" -maxdepth 0 -printf '%p\\0${STAT_FORMAT}' 2>/dev/null`,
    ].join('\n'),
  parse: (output, paths, boundary) => {
    const [missing, present] = splitBuffer(output, boundary).map((part, i) =>
      splitRecords(part, i === 1 ? STAT_FIELDS + 1 : 2),
    );
    const refused = new Set(missing?.filter((r) => r[1] === 'refused').map((r) => r[0]));
    const stats = new Map(present?.map((r) => [r[0], r]));
    return paths.map((path) => {
      if (refused.has(path)) return new Refused(`cannot look at ${path}`);
      const record = stats.get(path);
      return record ? readStatRecord(record.slice(1)) : { exists: false };
    });
  },
});
