import { isUnknown, type Unknown } from '../../values/unknown.ts';
import type { Peek, WrittenKeys } from '../query.ts';
import { group } from '../accounts/group.ts';
import { passwd } from '../accounts/passwd.ts';
import type { ResourceKey } from '../resource-key.ts';
import { overlaps } from '../resource-key.ts';

/** The owner and group of a path, as printed by stat(1): `UNKNOWN` for an ID without a name. */
interface Owned {
  readonly owner: string;
  readonly group: string;
  readonly uid?: number | Unknown | undefined;
  readonly gid?: number | Unknown | undefined;
}

/** The accounts of a path's attributes. If an ID has no name, any new account may have it. */
export const mentionedAccounts = ({ owner, group }: Owned): ResourceKey[] => [
  owner === 'UNKNOWN' ? 'file:/etc/passwd' : `user:${owner}`,
  group === 'UNKNOWN' ? 'file:/etc/group' : `group:${group}`,
];

/**
 * Whether attributes of paths are unchanged: no change wrote `paths`, and the written accounts
 * kept their IDs.
 */
export function keepsOwners(before: readonly Owned[], paths: ResourceKey, peek: Peek, writes: WrittenKeys): boolean {
  const keys = writes.flat();
  if (keys.some((key) => overlaps(key, paths))) return false;
  return before.every((owned) => {
    const [user, ofGroup] = mentionedAccounts(owned).map((key) => keys.includes(key));
    return (
      (!user || isSame(peek(passwd(owned.owner)), 'uid', owned.uid)) &&
      (!ofGroup || isSame(peek(group(owned.group)), 'gid', owned.gid))
    );
  });
}

const isSame = <K extends string>(
  account: Readonly<Partial<Record<K, number | undefined>>> | null | Unknown | undefined,
  key: K,
  number: number | Unknown | undefined,
): boolean => typeof number === 'number' && !!account && !isUnknown(account) && account[key] === number;
