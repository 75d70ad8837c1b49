import type { Backup } from '../../engine/backup/read-backups.ts';
import { isBack, isInTheWay, isRefused } from '../../engine/backup/judge-backup.ts';

/** What a restore would do, with diffs. */
export function renderBackups(found: ReadonlyMap<string, readonly Backup[]>, isForced: boolean): string {
  const lines = [...found].flatMap(([host, backups]) =>
    backups.length === 0
      ? [`${host}: no backups of this run`]
      : backups.flatMap((backup) => [`${host}: ${backup.path}: ${verdict(backup, isForced)}`, ...diffOf(backup)]),
  );
  return lines.map((line) => `${line}\n`).join('');
}

function verdict(backup: Backup, isForced: boolean): string {
  if (isBack(backup)) return 'it is as it was before the run';
  if (isRefused(backup, isForced))
    return isInTheWay(backup)
      ? 'NOT put back: something else is there now'
      : 'NOT put back: it has been changed since the run (--force puts it back all the same)';
  if (backup.kind === 'none') return 'is removed: the run has made it';
  if (backup.kind === 'directory')
    return backup.now === 'directory' ? 'the directory is there' : 'the directory is put back';
  return backup.now === 'none' ? 'is put back: the run has removed it' : 'is put back';
}

const diffOf = (backup: Backup): string[] =>
  backup.diff === undefined || isBack(backup)
    ? []
    : backup.diff
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`);
