import type { FileType, StatAnswer } from './stat-answer.ts';

/** For `find -maxdepth 0 -printf`, which tells in one process what stat(1) and readlink(1) would tell in two; `readStatRecord` takes these 8 fields. */
export const STAT_FORMAT = String.raw`%y\0%m\0%u\0%g\0%s\0%U\0%G\0%l\0`;
export const STAT_FIELDS = 8;

/** The fields of STAT_FORMAT as an answer. */
export function readStatRecord(fields: readonly string[]): Extract<StatAnswer, { exists: true }> {
  const [kind = '', mode = '', owner = '', group = '', size, uid, gid, target] = fields;
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
    ...(type === 'link' && { target }),
  };
}

/** What stat(1) says in place of the name of an owner without an account; find(1) says the number. */
const NAMELESS = 'UNKNOWN';

function fileType(kind: string): FileType {
  if (kind === 'f') return 'file';
  if (kind === 'd') return 'directory';
  return kind === 'l' ? 'link' : 'other';
}
