import { defineQuery, Refused } from '../query.ts';
import { FILTER_BEGIN, FILTER_END, KEEP, presentPaths } from './present-paths.ts';
import { SENT_SUM } from './sent-sums.ts';
import { splitRecords } from '../split-records.ts';

/** Hex digest of a regular file (links are followed); null if there is none: absent, a directory, a FIFO. */
export type FileHashAnswer = string | null;

/** SHA-256 of a file's content. */
export const fileHash = defineQuery<string, FileHashAnswer>({
  name: 'fileHash',
  key: (path) => path,
  reads: (path) => [`file:${path}`],
  place: (path) => ({ path, follows: true, at: (other) => other, absent: null }),
  script: (paths, boundary) =>
    [
      presentPaths(paths),
      // sha256sum would wait forever on a FIFO
      `${FILTER_BEGIN}; [ -f "$p" ] || continue`,
      String.raw`if [ ! -r "$p" ]; then printf '%s\0refused\0' "$p"; elif ! ${SENT_SUM}; then ${KEEP}; fi`,
      FILTER_END,
      `printf '%s' ${boundary}`,
      '[ $# -eq 0 ] || sha256sum -z -- "$@"',
    ].join('\n'),
  parse: (output, paths, boundary) => {
    const at = output.indexOf(boundary);
    const told = new Map(splitRecords(output.subarray(0, at), 2).map(([path = '', what = '']) => [path, what]));
    const sums = output
      .subarray(at + boundary.length)
      .toString('utf8')
      .split('\0');
    const hashes = new Map(sums.filter(Boolean).map((line) => [line.slice(66), line.slice(0, 64)]));
    return paths.map((path) => {
      const what = told.get(path);
      if (what === 'refused') return new Refused(`cannot read ${path}`);
      return what === undefined || what === 'absent' ? (hashes.get(path) ?? null) : what;
    });
  },
});
