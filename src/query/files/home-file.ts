import { Unknown, isUnknown } from '../../values/unknown.ts';
import { posix } from 'node:path';
import type { Peek, WrittenKeys } from '../query.ts';
import { defineQuery, Refused } from '../query.ts';
import { fileText } from './file-text.ts';
import { stat } from './stat.ts';
import { passwd, isAccountName } from '../accounts/passwd.ts';
import { quote } from '../quote.ts';
import { splitBuffer } from '../split-records.ts';
import { readStatRecord, STAT_FIELDS, STAT_FORMAT } from './stat-record.ts';
import type { StatAnswer } from './stat.ts';

/** A text file in a user's home directory, with its parent directory; null if the user does not exist. */
export type HomeFileAnswer = HomeFile | null;

export interface HomeFile {
  /** An absolute path. */
  readonly path: string;
  /** Name of the user's primary group. */
  readonly group: string;
  readonly directory: StatAnswer;
  readonly self: StatAnswer;
  /** Content of a regular file (links are followed); null if there is none. */
  readonly text: Buffer | null;
}

export interface HomeFileQuestion {
  readonly user: string;
  /** Relative to the home directory, or absolute. */
  readonly path: string;
}

/** A file whose path depends on a user's home directory. */
export const homeFile = defineQuery<HomeFileQuestion, HomeFileAnswer>({
  name: 'homeFile',
  key: ({ user, path }) => `${user} ${path}`,
  reads: ({ user, path }) => [
    `user:${user}`,
    'file:/etc/passwd',
    `file:${path.startsWith('/') ? path : `~${user}/${path}`}`,
  ],
  script: (questions, boundary) => questions.map((question) => renderLook(question, boundary)).join('\n'),
  parse: (output, questions, boundary) => {
    const parts = splitBuffer(output, boundary).slice(1);
    return questions.map(({ user, path }, i) => parseLook(`${path} of ${user}`, parts.slice(2 * i, 2 * i + 2)));
  },
  mentions: (answer) => (answer ? [`file:${answer.path}`, `file:${posix.dirname(answer.path)}`] : []),
  derive: ({ user, path }, before, peek, writes) => {
    const account = peek(passwd(user));
    if (account === undefined || isUnknown(account)) return account ?? new Unknown(`the home of ${user}`);
    if (account === null) return null;
    const at = path.startsWith('/') ? path : `${account.home}/${path}`;
    if (before?.path === at) return findAnew({ ...before, group: account.group }, peek, writes);
    // a new home directory is assumed to be empty; otherwise apply notices
    return { path: at, group: account.group, directory: { exists: false }, self: { exists: false }, text: null };
  },
});

/** The file after changes of its path, if one of them may have written it. */
function findAnew(before: HomeFile, peek: Peek, writes: WrittenKeys): HomeFile | Unknown {
  const isWritten = writes.flat().some((key) => /^(?:file|tree):\//.test(key) && !ACCOUNTS.includes(key));
  if (!isWritten) return before;
  const directory = peek(stat(posix.dirname(before.path)));
  const self = peek(stat(before.path));
  const text = peek(fileText(before.path));
  if (!isKnown(directory) || !isKnown(self) || !isKnown(text)) return new Unknown(`what is at ${before.path}`);
  return { ...before, directory, self, text };
}

const ACCOUNTS = ['file:/etc/passwd', 'file:/etc/group', 'file:/etc/shadow'];

const isKnown = <A>(answer: A | Unknown | undefined): answer is A =>
  answer !== undefined && !isUnknown(answer) && !(answer instanceof Refused);

function renderLook({ user, path }: HomeFileQuestion, boundary: string): string {
  const place = path.startsWith('/') ? quote(path) : `"$h"/${quote(path)}`;
  const nothing = `printf '%s' ${boundary} ${boundary}`;
  if (!isAccountName(user)) return nothing;
  return [
    `if e=$(getent passwd ${quote(user)}); then`,
    '  IFS=: read -r _ _ _ g _ h _ <<E\n$e\nE',
    `  f=${place}; d=\${f%/*}`,
    `  printf '%s%s\\0' ${boundary} "$f"; getent group "$g" | { IFS=: read -r n _; printf '%s\\0' "$n"; }`,
    `  for p in "$d" "$f"; do find "$p" -maxdepth 0 -printf '${STAT_FORMAT}' 2>/dev/null || printf '\\0\\0\\0\\0\\0\\0\\0\\0'; done`,
    `  printf '%s' ${boundary}; if [ -f "$f" ]; then if [ -r "$f" ]; then printf f; cat -- "$f"; else printf r; fi`,
    '  elif [ -d "${d%/*}" ] && [ ! -x "${d%/*}" ] || [ -d "$d" ] && [ ! -x "$d" ]; then printf r; fi',
    `else ${nothing}; fi`,
  ].join('\n');
}

function parseLook(what: string, [facts, text]: readonly Buffer[]): HomeFileAnswer | Refused {
  const fields = facts?.toString('utf8').split('\0') ?? [];
  const [path = '', group = '', ...stats] = fields;
  if (path === '') return null;
  const kind = text?.subarray(0, 1).toString();
  if (kind === 'r') return new Refused(`cannot look at ${what}`);
  return {
    path,
    group,
    directory: parseStat(stats.slice(0, STAT_FIELDS)),
    self: parseStat(stats.slice(STAT_FIELDS)),
    text: kind === 'f' && text ? text.subarray(1) : null,
  };
}

function parseStat(fields: readonly string[]): StatAnswer {
  return fields[0] ? readStatRecord(fields) : { exists: false };
}
