import { defineQuery } from '../query.ts';
import { quote } from '../quote.ts';
import { splitBuffer } from '../split-records.ts';

/** A regular file's bytes; null if there is none; `too-large` if a diff would be too long to read. */
export type FileExcerptAnswer = Buffer | null | 'too-large';

const LIMIT_BYTES = 512 * 1024;

/** The content of a file for a diff. It never fails: an unreadable file is `too-large`. */
export const fileExcerpt = defineQuery<string, FileExcerptAnswer>({
  name: 'fileExcerpt',
  key: (path) => path,
  reads: (path) => [`file:${path}`],
  place: (path) => ({ path, follows: true, at: (other) => other, absent: null }),
  script: (paths, boundary) => paths.map((path) => renderRead(quote(path), boundary)).join('\n'),
  parse: (output, paths, boundary) => {
    const parts = splitBuffer(output, boundary);
    return paths.map((_, i) => parsePart(parts[i + 1] ?? Buffer.from('r')));
  },
});

const renderRead = (path: string, boundary: string): string =>
  `printf '%s' ${boundary}; if [ ! -f ${path} ]; then printf a; elif [ ! -r ${path} ]; then printf r; else printf f; head -c ${LIMIT_BYTES + 1} -- ${path}; fi`;

function parsePart(part: Buffer): FileExcerptAnswer {
  const kind = part.subarray(0, 1).toString();
  if (kind === 'a') return null;
  return kind === 'r' || part.length > LIMIT_BYTES + 1 ? 'too-large' : part.subarray(1);
}
