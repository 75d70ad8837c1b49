import type { WriteStep } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';

/** What chown(1) takes; undefined where neither owner nor group is asked for. */
export const ownershipOf = ({ owner, group }: WriteStep): string | undefined =>
  owner === undefined && group === undefined ? undefined : `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;

/** Shell that gives a file which is to take the place of another that one's owner and group, as far as they are not asked for. */
export function keepOwner(step: WriteStep, made: string): string[] {
  if (step.owner !== undefined && step.group !== undefined) return [];
  const path = quote(step.path);
  return [`[ ! -e ${path} ] || [ "$(id -u)" -ne 0 ] || chown --reference=${path} -- ${made}`];
}
