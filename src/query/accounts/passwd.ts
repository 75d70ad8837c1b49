import { createHash } from 'node:crypto';
import { defineQuery } from '../query.ts';
import { writesOtherAccounts } from './account-writes.ts';
import { quoteAll } from '../quote.ts';

/** A user account; null if it does not exist. */
export type PasswdAnswer = Account | null;

export interface Account {
  /** Numeric IDs, if known: a planned account may have none. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Name of the primary group. */
  readonly group: string;
  /** Names of the supplementary groups, sorted. */
  readonly groups: readonly string[];
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
  /** From shadow(5); undefined if the querying user may not read it. */
  readonly shadow?: Shadow | undefined;
}

export interface Shadow {
  readonly locked: boolean;
  /** SHA-256 of the password's hash, without the mark of a lock; empty if there is no password. The hash itself is never stored. */
  readonly passwordDigest: string;
  /** Expiry of the account in days since 1970; null means never. */
  readonly expires: number | null;
  /** In days; null means no limit. */
  readonly minDays: number | null;
  readonly maxDays: number | null;
  readonly warnDays: number | null;
}

/** An account with its groups and the state of its password. */
export const passwd = defineQuery<string, PasswdAnswer>({
  name: 'passwd',
  key: (name) => name,
  reads: (name) => [`user:${name}`, 'file:/etc/passwd', 'file:/etc/group', 'file:/etc/shadow'],
  script: (names, boundary) => {
    const asked = quoteAll(names.filter(isAccountName));
    if (asked === '') return ':';
    return [
      `getent passwd ${asked}`,
      `echo ${boundary}; getent group`,
      `echo ${boundary}; [ ! -r /etc/shadow ] || { echo readable; getent shadow ${asked}; }`,
    ].join('\n');
  },
  parse: (output, names, boundary) => {
    const [users = [], groups = [], shadows = []] = output
      .toString('utf8')
      .split(`${boundary}\n`)
      .map((part) => part.split('\n').map((line) => line.split(':')));
    return names.map((name) =>
      parseAccount(
        users.find(([user]) => user === name),
        groups,
        shadows,
      ),
    );
  },
  derive: (name, before, _peek, writes) => {
    // a number without a name: any new group may have this ID
    if (before && /^\d+$/.test(before.group)) return undefined;
    const groups = before ? [before.group, ...before.groups].map((group) => `group:${group}`) : [];
    return writes.every((keys) => writesOtherAccounts(keys, [`user:${name}`, ...groups])) ? before : undefined;
  },
});

/** Whether getent interprets the text as a name: neither a number nor an option. */
export const isAccountName = (name: string): boolean => /^[^-:\s/,][^:\s/,]*$/.test(name) && !/^\d+$/.test(name);

/** A digest with which password hashes are compared without storing them. */
export const passwordDigest = (hash: string): string =>
  hash === '' || hash === '*' ? '' : createHash('sha256').update(hash).digest('hex');

type Fields = readonly string[];

function parseAccount(user: Fields | undefined, groups: readonly Fields[], shadows: readonly Fields[]): PasswdAnswer {
  if (!user) return null;
  const [name = '', , uid, gid, comment = '', home = '', shell = ''] = user;
  const memberOf = groups
    .filter(([, , , members = '']) => members.split(',').includes(name))
    .map(([group = '']) => group);
  return {
    uid: Number(uid),
    gid: Number(gid),
    group: groups.find(([, , id]) => id === gid)?.[0] ?? String(gid),
    groups: memberOf.sort(),
    comment,
    home,
    shell,
    ...(shadows[0]?.[0] === 'readable' && {
      shadow: parseShadow(shadows.find(([owner], i) => i > 0 && owner === name) ?? []),
    }),
  };
}

function parseShadow([, hash = '*', , min, max, warn, , expires]: Fields): Shadow {
  return {
    locked: hash.startsWith('!'),
    passwordDigest: passwordDigest(hash.replace(/^!+/, '')),
    expires: days(expires),
    minDays: days(min),
    maxDays: days(max),
    warnDays: days(warn),
  };
}

const days = (field: string | undefined): number | null => (field === undefined || field === '' ? null : Number(field));
