import { createHash } from 'node:crypto';
import { Unknown, isUnknown } from '../../values/unknown.ts';
import { defineQuery, Refused } from '../query.ts';
import { fileText } from './file-text.ts';
import { quote } from '../quote.ts';
import { splitBuffer } from '../split-records.ts';

export const DIGESTS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

export interface FileDigestQuestion {
  readonly path: string;
  readonly algorithm: (typeof DIGESTS)[number];
}

/** A digest with a chosen algorithm, in hex; null if there is no regular file. `fileHash` is cheaper if SHA-256 suffices. */
export const fileDigest = defineQuery<FileDigestQuestion, string | null>({
  name: 'fileDigest',
  key: ({ path, algorithm }) => `${algorithm} ${path}`,
  reads: ({ path }) => [`file:${path}`],
  place: ({ path, algorithm }) => ({ path, follows: true, at: (other) => ({ path: other, algorithm }), absent: null }),
  script: (questions, boundary) =>
    questions.map(({ path, algorithm }) => renderDigest(quote(path), algorithm, boundary)).join('\n'),
  parse: (output, questions, boundary) => {
    const parts = splitBuffer(output, boundary);
    return questions.map(({ path }, i) => {
      const answer = parts[i + 1]?.toString('latin1') ?? '';
      return answer === 'r' ? new Refused(`cannot read ${path}`) : (/^[0-9a-f]+/.exec(answer)?.[0] ?? null);
    });
  },
  derive: ({ path, algorithm }, _before, peek) => {
    const planned = peek(fileText(path));
    if (planned === undefined || isUnknown(planned)) return planned ?? new Unknown(`content of ${path}`);
    return planned && createHash(algorithm).update(planned).digest('hex');
  },
});

const renderDigest = (path: string, algorithm: string, boundary: string): string =>
  `printf '%s' ${boundary}; if [ -f ${path} ]; then if [ -r ${path} ]; then ${algorithm}sum < ${path}; else printf r; fi; fi`;
