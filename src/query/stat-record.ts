import type { FileType, StatAnswer } from './stat.ts';

/** What `stat --printf` is asked for; `readStatRecord` takes these 7 fields. */
export const STAT_FORMAT = String.raw`%F\0%a\0%U\0%G\0%s\0%u\0%g\0`;

/** The fields of STAT_FORMAT as an answer. `target`: of a symbolic link. */
export function readStatRecord(
  fields: readonly string[],
  target: string | undefined,
): Extract<StatAnswer, { exists: true }> {
  const [kind = '', mode = '', owner = '', group = '', size, uid, gid] = fields;
  const type = fileType(kind);
  return {
    exists: true,
    type,
    mode: mode.padStart(4, '0'),
    owner,
    group,
    uid: Number(uid),
    gid: Number(gid),
    size: type === 'file' ? Number(size) : 0,
    ...(type === 'link' && { target }),
  };
}

function fileType(kind: string): FileType {
  if (kind.startsWith('regular')) return 'file';
  if (kind === 'directory') return 'directory';
  return kind === 'symbolic link' ? 'link' : 'other';
}
