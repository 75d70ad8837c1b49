import { defineQuery, Refused } from './contract.ts';
import { quote } from './quote.ts';
import { splitBuffer } from './split-records.ts';

/** Paths below the directory (`a/b.conf`), sorted: everything that is no directory. Empty where there is none. */
export type FilesBelowAnswer = readonly string[];

/** What a directory holds, at any depth, by name. */
export const filesBelow = defineQuery<string, FilesBelowAnswer>({
  name: 'filesBelow',
  key: (path) => path,
  reads: (path) => [`tree:${path}`],
  script: (paths, boundary) =>
    paths
      .map((path) =>
        [
          `printf '%s' ${boundary}`,
          `[ ! -d ${quote(path)} ] || find ${quote(`${path}/`)} -mindepth 1 ! -type d -printf '%P\\0' 2>/dev/null || printf 'refused'`,
        ].join('\n'),
      )
      .join('\n'),
  parse: (output, paths, boundary) => {
    const parts = splitBuffer(output, boundary);
    return paths.map((path, i) => {
      const names = (parts[i + 1]?.toString('utf8') ?? 'refused').split('\0');
      return names.pop() === '' ? names.sort() : new Refused(`cannot look into ${path}`);
    });
  },
});
