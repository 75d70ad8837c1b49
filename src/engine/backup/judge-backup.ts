import type { Backup } from './read-backups.ts';

/** It is as it was before the run: nothing is to be put back. */
export const isBack = ({ before, now }: Backup): boolean => before === now && now !== 'directory';

/** Nothing can be done, or need be. A directory that is there is left alone: what is in it now would be lost. */
export const isDone = (backup: Backup): boolean =>
  isBack(backup) || (backup.kind === 'directory' && backup.now === 'directory');

/** Somebody has changed it since the run. */
const isForeign = (backup: Backup): boolean => backup.now !== backup.after && !isDone(backup);

/** Something stands there that is never replaced. */
export const isInTheWay = ({ kind, now }: Backup): boolean =>
  now === 'other' || (now === 'directory' && kind !== 'directory');

/** It may not be put back. */
export const isRefused = (backup: Backup, isForced: boolean): boolean =>
  !isDone(backup) && ((isForeign(backup) && !isForced) || isInTheWay(backup));
