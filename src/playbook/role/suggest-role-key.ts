import { nearest } from '../../diagnostic/suggest.ts';

/** The correction for an entry that names no role: one of its keys may be meant. */
export function suggestRoleKey(keys: Iterable<string>): string {
  const meant = [...keys].find((key) => nearest(key, ['role']) !== undefined);
  return meant === undefined ? 'Add the name of the role: `role: nginx`.' : `Write \`role\` for \`${meant}\`.`;
}
