import { defineQuery } from './query.ts';
import { quote } from './quote.ts';

/** The file names in a directory of handler records; [] if it does not exist. Uses only builtins. */
export const pendingHandlers = defineQuery<string, readonly string[]>({
  name: 'pendingHandlers',
  key: (directory) => directory,
  reads: (directory) => [`tree:${directory}`],
  script: (directories, boundary) =>
    directories
      .map(
        (directory) =>
          `for f in ${quote(directory)}/*; do [ ! -e "$f" ] || printf '%s\\0' "\${f##*/}"; done; printf '%s' ${boundary}`,
      )
      .join('\n'),
  parse: (output, directories, boundary) => {
    const parts = output.toString('utf8').split(boundary);
    return directories.map((_, i) => (parts[i] ?? '').split('\0').filter(Boolean));
  },
});
