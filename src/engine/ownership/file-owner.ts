import type { WriteStep } from '../../module-api/step.ts';

/** What chown(1) takes; undefined where neither owner nor group is asked for. */
export const ownershipOf = ({ owner, group }: WriteStep): string | undefined =>
  owner === undefined && group === undefined ? undefined : `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;
