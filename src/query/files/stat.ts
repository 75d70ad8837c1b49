import { posix } from 'node:path';
import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';
import type { Query } from '../query.ts';
import { defineQuery, Refused } from '../query.ts';
import type { ResourceKey } from '../resource-key.ts';
import { overlaps } from '../resource-key.ts';
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
  mentions: (answer, path) =>
    answer.exists ? [...mentionedAccounts(answer), ...targetOf(path, answer).map(fileKey)] : [],
  derive: (path, before, peek, writes) => {
    if (!before.exists || !keepsOwners([before], `file:${path}`, peek, writes)) return undefined;
    const [target] = targetOf(path, before);
    if (target === undefined || !writes.flat().some((key) => overlaps(key, fileKey(target)))) return before;
    return { ...before, leadsTo: endOf(peek(stat(target))) };
  },
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

const fileKey = (path: string): ResourceKey => `file:${path}`;

/** What a link names, as an absolute path; none for what is no link. */
function targetOf(path: string, { target }: { readonly target?: string | undefined }): string[] {
  if (target === undefined) return [];
  return [posix.resolve(posix.dirname(path), target)];
}

/** What a link leads to whose target is planned to be so; undefined where that is not known. */
function endOf(target: StatAnswer | Unknown | undefined): Extract<StatAnswer, { exists: true }>['leadsTo'] {
  if (target === undefined || isUnknown(target)) return undefined;
  if (!target.exists) return 'nothing';
  return target.type === 'link' ? target.leadsTo : target.type;
}
