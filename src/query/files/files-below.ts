import { defineQuery, Refused } from '../query.ts';
import { quote } from '../quote.ts';
import { splitBuffer } from '../split-records.ts';

/** Sorted paths below the directory (`a/b.conf`), without directories. Null if the directory does not exist. */
export type FilesBelowAnswer = readonly string[] | null;

/** The names of all files below a directory. */
export const filesBelow = defineQuery<string, FilesBelowAnswer>({
  name: 'filesBelow',
  key: (path) => path,
  reads: (path) => [`tree:${path}`],
  script: (paths, boundary) =>
    paths
      .map((path) =>
        [
          `printf '%s' ${boundary}`,
          `if [ ! -d ${quote(path)} ]; then printf 'none'; else find ${quote(`${path}/`)} -mindepth 1 ! -type d -printf '%P\\0' 2>/dev/null || printf 'refused'; fi`,
        ].join('\n'),
      )
      .join('\n'),
  parse: (output, paths, boundary) => {
    const parts = splitBuffer(output, boundary);
    return paths.map((path, i) => {
      const names = (parts[i + 1]?.toString('utf8') ?? 'refused').split('\0');
      const end = names.pop();
      if (end === 'none') return null;
      return end === '' ? names.sort() : new Refused(`cannot look into ${path}`);
    });
  },
});
