import { defineQuery } from '../query.ts';
import { writesOtherAccounts } from './account-writes.ts';
import { isAccountName } from './passwd.ts';
import { quoteAll } from '../quote.ts';

/** A group; null if it does not exist. Its ID is absent if the group is only planned. */
export type GroupAnswer = { readonly gid?: number | undefined } | null;

/** A group by name. Its members are part of the users' answers: see `passwd`. */
export const group = defineQuery<string, GroupAnswer>({
  name: 'group',
  key: (name) => name,
  reads: (name) => [`group:${name}`, 'file:/etc/group'],
  script: (names) => {
    const asked = quoteAll(names.filter(isAccountName));
    return asked === '' ? ':' : `getent group ${asked}`;
  },
  parse: (output, names) => {
    const lines = output
      .toString('utf8')
      .split('\n')
      .map((line) => line.split(':'));
    return names.map((name) => {
      const found = lines.find(([group]) => group === name);
      return found ? { gid: Number(found[2]) } : null;
    });
  },
  derive: (name, before, _peek, writes) =>
    writes.every((keys) => writesOtherAccounts(keys, [`group:${name}`])) ? before : undefined,
});
