import { fileText } from '../files/file-text.ts';
import type { Query } from '../query.ts';
import { defineQuery, Refused } from '../query.ts';

const text = fileText('').kind;

/** A query of what a file in PEM holds; `read` gets the text of one that exists. */
export const definePemQuery = <Found>(
  name: string,
  read: (pem: string) => Found,
): ((path: string, as?: string) => Query<{ readonly exists: false } | Found>) =>
  defineQuery<string, { readonly exists: false } | Found>({
    name,
    key: (path) => path,
    reads: (path) => [`file:${path}`],
    script: (paths, boundary) => text.script(paths, boundary),
    parse: (output, paths, boundary) =>
      text.parse(output, paths, boundary).map((content) => {
        if (content instanceof Refused) return content;
        return content === null ? { exists: false } : read(content.toString());
      }),
  });
