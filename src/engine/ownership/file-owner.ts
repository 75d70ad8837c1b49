import type { WriteStep } from '../../module-api/step.ts';

/** The argument of chown(1); undefined if neither owner nor group is requested. */
export const ownershipOf = ({ owner, group }: WriteStep): string | undefined =>
  owner === undefined && group === undefined ? undefined : `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;
