import type { Backup } from './read-backups.ts';

/** The path is as it was before the run; there is nothing to restore. */
export const isBack = ({ before, now }: Backup): boolean => before === now && now !== 'directory';

/** Nothing can or need be restored. An existing directory is kept, since its current content would be lost. */
export const isDone = (backup: Backup): boolean =>
  isBack(backup) || (backup.kind === 'directory' && backup.now === 'directory');

/** The path has been changed since the run. */
const isForeign = (backup: Backup): boolean => backup.now !== backup.after && !isDone(backup);

/** The path has a type that is never replaced. */
export const isInTheWay = ({ kind, now }: Backup): boolean =>
  now === 'other' || (now === 'directory' && kind !== 'directory');

/** The path must not be restored. */
export const isRefused = (backup: Backup, isForced: boolean): boolean =>
  !isDone(backup) && ((isForeign(backup) && !isForced) || isInTheWay(backup));
