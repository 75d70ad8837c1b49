/** What is left on a disk of a host. */
export interface DiskRoom {
  readonly mount: string;
  readonly bytes: number;
  /** Undefined: it has no limit. */
  readonly inodes: number | undefined;
  readonly isReadOnly: boolean;
}

/** Lines `room KILOBYTES INODES ALL-INODES MOUNT` and `read-only MOUNT` among others. */
export function parseDiskRoom(text: string): DiskRoom[] {
  const readOnly = new Set([...text.matchAll(/^read-only (.*)$/gm)].map(([, mount]) => mount));
  return [...text.matchAll(/^room (\d+) +(\S+) +(\S+) +(\/.*)$/gm)].map(([, kilobytes, inodes, all, mount = '/']) => ({
    mount,
    bytes: Number(kilobytes) * 1024,
    inodes: Number(all) > 0 ? Number(inodes) : undefined,
    isReadOnly: readOnly.has(mount),
  }));
}

/** The same text without these lines. */
export const withoutDiskRoom = (text: string): string => text.replaceAll(/^(room|read-only) .*\n?/gm, '');

export interface FailedWrite {
  /** What programs have printed. */
  readonly said: string;
  /** What was written, or may have been, the likeliest first. */
  readonly paths: readonly string[];
  /** How much, where that is known. */
  readonly bytes?: number | undefined;
  readonly disks: readonly DiskRoom[];
}

/** The texts of strerror(3), and what programs say instead; sh and tar leave out the reason. */
const NO_SPACE =
  /no space left on device|enough (?:free |disk )?space|\b(?:errno|errcode): ?28\b|\bENOSPC\b|disk full|disk is full/i;
const FAILED_WRITE = /I\/O error|error writing|write error|wrote only/i;
const QUOTA = /disk quota exceeded|\bEDQUOT\b/i;
const READ_ONLY = /read-only file system|\bEROFS\b/i;
/** Less than this is nothing. */
const SPENT_BYTES = 64 * 1024;

/** Why a write has failed, where a disk is at fault: `the disk of /var is full`. Undefined: none is, or it can't be told. */
export function describeFullDisk(write: FailedWrite): string | undefined {
  const { said, paths, disks } = write;
  const likely = [...new Set(paths.flatMap((path) => diskOf(path, disks) ?? []))];
  if (READ_ONLY.test(said))
    return namedOf(likely.find(({ isReadOnly }) => isReadOnly) ?? likely[0], 'is mounted read-only');
  if (QUOTA.test(said)) return namedOf(likely[0], 'has no more room for this user (its quota is used up)');
  const isSaid = NO_SPACE.test(said);
  if (!isSaid && !FAILED_WRITE.test(said)) return undefined;
  const spent = [...likely, ...(isSaid ? disks : [])].find((disk) => isSpent(disk, write.bytes));
  if (spent) return spent.inodes === 0 ? namedOf(spent, 'has no inode left') : namedOf(spent, 'is full');
  return isSaid ? namedOf(likely[0], 'has too little room') : undefined;
}

/** A cause with what programs have said of it, where that tells more than the cause does. */
export function causeThen(cause: string | undefined, said: string): string {
  const more = said.trim();
  return [cause, cause !== undefined && isBareReason(more) ? '' : more].filter(Boolean).join(': ');
}

/** Whether a text only says that a write has failed: `printf: printf: I/O error`. */
export const isBareReason = (said: string): boolean => BARE_REASON.test(said);

const BARE_REASON =
  /^(?:[\w.-]+: )*(?:I\/O error|(?:write error|error writing)(?:: [\w -]+)?|read-only file system|no space left on device)$/i;

const namedOf = (disk: DiskRoom | undefined, what: string): string | undefined =>
  disk && `the disk of ${disk.mount} ${what}`;

const isSpent = ({ bytes, inodes, isReadOnly }: DiskRoom, wanted = 0): boolean =>
  !isReadOnly && (inodes === 0 || bytes < Math.max(wanted, SPENT_BYTES));

function diskOf(path: string, disks: readonly DiskRoom[]): DiskRoom | undefined {
  const above = disks.filter(({ mount }) => mount === '/' || path === mount || path.startsWith(`${mount}/`));
  return above.sort((a, b) => b.mount.length - a.mount.length)[0];
}

/** Absolute paths in a text. */
export const pathsIn = (text: string): string[] => text.match(/(?<![\w.~/-])\/[^\s'"\u2018\u2019:;,()|<>&]+/g) ?? [];
