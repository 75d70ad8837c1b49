import { defineQuery, Refused } from '../query.ts';
import { quote } from '../quote.ts';
import { splitBuffer } from '../split-records.ts';

/** A regular file's bytes (links are followed); null if there is none. */
export type FileTextAnswer = Buffer | null;

/** The whole content of a file that is small enough to edit: configuration, not data. */
export const fileText = defineQuery<string, FileTextAnswer>({
  name: 'fileText',
  key: (path) => path,
  reads: (path) => [`file:${path}`],
  place: (path) => ({ path, follows: true, at: (other) => other, absent: null }),
  script: (paths, boundary) => paths.map((path) => renderRead(quote(path), boundary)).join('\n'),
  parse: (output, paths, boundary) => {
    const parts = splitBuffer(output, boundary);
    return paths.map((path, i) => parsePart(path, parts[i + 1]));
  },
});

const renderRead = (path: string, boundary: string): string =>
  `printf '%s' ${boundary}; if [ ! -f ${path} ]; then printf a; elif [ ! -r ${path} ]; then printf r; else printf f; cat -- ${path}; fi`;

function parsePart(path: string, part: Buffer | undefined): FileTextAnswer | Refused {
  const kind = part?.subarray(0, 1).toString();
  if (!part || kind === 'r') return new Refused(`cannot read ${path}`);
  return kind === 'f' ? part.subarray(1) : null;
}
