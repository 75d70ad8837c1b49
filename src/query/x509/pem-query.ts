import { fileText } from '../files/file-text.ts';
import type { Query } from '../query.ts';
import { defineQuery, Refused } from '../query.ts';

const text = fileText('').kind;

/** A query of the contents of a PEM file; `read` receives the text of an existing file. */
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
