import { defineQuery, Refused } from '../query.ts';
import { quote } from '../quote.ts';
import { splitBuffer } from '../split-records.ts';

/** A directory's regular files: `[{ name: '10-a.conf', content: 'a = 1\n' }]`, one character per byte. Null if it does not exist. */
export type DirectoryTextsAnswer = readonly { readonly name: string; readonly content: string }[] | null;

/** The contents of a directory's files: configuration fragments, not data. */
export const directoryTexts = defineQuery<string, DirectoryTextsAnswer>({
  name: 'directoryTexts',
  key: (path) => path,
  reads: (path) => [`tree:${path}`],
  script: (paths, boundary) => paths.map((path) => renderRead(quote(path), boundary)).join('\n'),
  parse: (output, paths, boundary) => {
    const parts = splitBuffer(output, `${boundary}D`);
    return paths.map((path, i) => parseDirectory(path, parts[i + 1] ?? Buffer.alloc(0), boundary));
  },
});

/** Links are followed; hidden files are included. */
const renderRead = (path: string, boundary: string): string =>
  [
    `printf '%s' ${boundary}D`,
    `if [ ! -d ${path} ]; then printf n; elif ! [ -r ${path} ] || ! [ -x ${path} ]; then printf r`,
    `else printf d; for f in ${path}/* ${path}/.[!.]* ${path}/..?*; do [ -f "$f" ] || continue`,
    `[ -r "$f" ] || { printf '%s' ${boundary}X; continue; }`,
    String.raw`printf '%s%s\0' ${boundary}F "${'$'}{f##*/}"; cat -- "$f"; done; fi`,
  ].join('\n');

function parseDirectory(path: string, part: Buffer, boundary: string): DirectoryTextsAnswer | Refused {
  const kind = part.subarray(0, 1).toString();
  if (kind === 'n') return null;
  if (kind !== 'd' || part.includes(`${boundary}X`)) return new Refused(`cannot read all files of ${path}`);
  return splitBuffer(part, `${boundary}F`)
    .slice(1)
    .map((file) => {
      const end = file.indexOf(0);
      return { name: file.subarray(0, end).toString('utf8'), content: file.subarray(end + 1).toString('latin1') };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
