import type { FileType, StatAnswer } from './stat-answer.ts';

/** For `find -maxdepth 0 -printf`, which tells in one process what stat(1) and readlink(1) would tell in two; `readStatRecord` takes these 9 fields. */
export const STAT_FORMAT = String.raw`%y\0%m\0%u\0%g\0%s\0%U\0%G\0%l\0%Y\0`;
export const STAT_FIELDS = 9;

/** Converts the fields of STAT_FORMAT to an answer. */
export function readStatRecord(fields: readonly string[]): Extract<StatAnswer, { exists: true }> {
  const [kind = '', mode = '', owner = '', group = '', size, uid, gid, target, end = ''] = fields;
  const type = fileType(kind);
  return {
    exists: true,
    type,
    mode: mode.padStart(4, '0'),
    owner: owner === uid ? NAMELESS : owner,
    group: group === gid ? NAMELESS : group,
    uid: Number(uid),
    gid: Number(gid),
    size: type === 'file' ? Number(size) : 0,
    ...(type === 'link' && { target, leadsTo: endOf(end) }),
  };
}

/** stat(1) prints this instead of the name of an owner without an account; find(1) prints the ID. */
const NAMELESS = 'UNKNOWN';

/** `N`: it does not exist; `L`: the links form a circle; `?`: who asks may not look there. */
function endOf(kind: string): FileType | 'nothing' | undefined {
  if (kind === '?' || kind === '') return undefined;
  return kind === 'N' || kind === 'L' ? 'nothing' : fileType(kind);
}

function fileType(kind: string): FileType {
  if (kind === 'f') return 'file';
  if (kind === 'd') return 'directory';
  return kind === 'l' ? 'link' : 'other';
}
