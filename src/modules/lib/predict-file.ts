import { sha256Of } from '../../module-api/sha256.ts';
import { fileHash } from '../../query/files/file-hash.ts';
import { fileText } from '../../query/files/file-text.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import type { Prediction } from '../../module-api/module.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import { Unknown } from '../../values/unknown.ts';

/** The predicted answers of all queries of a path. `content`: the file's bytes; null if it is not a regular file; undefined if unknown. */
export function predictFile(
  path: string,
  answer: StatAnswer | Unknown,
  content: Buffer | null | undefined,
  sha256?: string,
): Prediction[] {
  return [
    { query: stat(path), answer },
    { query: fileText(path), answer: content === undefined ? new Unknown(`content of ${path}`) : content },
    {
      query: fileHash(path),
      answer: sha256 ?? (content ? sha256Of(content) : content === null ? null : new Unknown(`content of ${path}`)),
    },
  ];
}

/** The predicted answers of all queries of a path whose content does not change. */
export const predictAttributes = (path: string, answer: StatAnswer): Prediction[] => [
  { query: stat(path), answer },
  ...predictUnchanged(fileText(path), fileHash(path)),
];
