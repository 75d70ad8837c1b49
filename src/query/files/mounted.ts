import { defineQuery } from '../query.ts';

/** The file system that is mounted on a path; null if there is none. */
export type MountedAnswer = { readonly source?: string | undefined; readonly fstype?: string | undefined } | null;

/** The file system that is mounted on a path; the topmost one if there are several. */
export const mounted = defineQuery<string, MountedAnswer>({
  name: 'mounted',
  key: (path) => path,
  reads: (path) => [`mount:${path}`, 'mounts:'],
  script: () => 'cat /proc/self/mountinfo',
  parse: (output, paths) => {
    const mounts = new Map(output.toString('utf8').split('\n').map(parseMount));
    return paths.map((path) => mounts.get(path) ?? null);
  },
});

/** proc(5): the file system's type and source follow a field `-`. */
function parseMount(line: string): [string, MountedAnswer] {
  const fields = line.split(' ');
  const dash = fields.indexOf('-');
  return [unescape(fields[4] ?? ''), { fstype: fields[dash + 1], source: unescape(fields[dash + 2] ?? '') }];
}

const unescape = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
