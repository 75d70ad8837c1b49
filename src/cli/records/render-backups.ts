import type { Backup } from '../../engine/backup/read-backups.ts';
import { isBack, isInTheWay, isRefused } from '../../engine/backup/judge-backup.ts';

/** Describes a restore before it happens, with diffs. */
export function renderBackups(found: ReadonlyMap<string, readonly Backup[]>, isForced: boolean): string {
  const lines = [...found].flatMap(([host, backups]) =>
    backups.length === 0
      ? [`${host}: no backups of this run`]
      : backups.flatMap((backup) => [`${host}: ${backup.path}: ${verdict(backup, isForced)}`, ...diffOf(backup)]),
  );
  return lines.map((line) => `${line}\n`).join('');
}

function verdict(backup: Backup, isForced: boolean): string {
  if (isBack(backup)) return 'it is unchanged since before the run';
  if (isRefused(backup, isForced))
    return isInTheWay(backup)
      ? 'NOT restored: another type of file is there now'
      : 'NOT restored: it has changed since the run (--force restores it anyway)';
  if (backup.kind === 'none') return 'is removed: the run created it';
  if (backup.kind === 'directory')
    return backup.now === 'directory' ? 'the directory exists' : 'the directory is restored';
  return backup.now === 'none' ? 'is restored: the run removed it' : 'is restored';
}

const diffOf = (backup: Backup): string[] =>
  backup.diff === undefined || isBack(backup)
    ? []
    : backup.diff
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`);
