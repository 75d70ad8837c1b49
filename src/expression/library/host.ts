import { MissingFile } from './missing-file.ts';
import { define } from './define.ts';
import { any, optional, text } from './parameters.ts';

/** Functions that access the machine which runs provision. */
export const HOST_FUNCTIONS = [
  define('env', {
    doc: 'An environment variable of the machine that runs provision; the default, or undefined, where it is not set.',
    parameters: { name: text, otherwise: optional(any) },
    example: ["env('NO_SUCH_VARIABLE', 'none')", 'none'],
    call: ({ name, otherwise }, host) => host.env(name) ?? otherwise,
  }),
  define('digest', {
    doc: 'The SHA-256 of a file of the project, or of a directory with all that is in it: another one as soon as anything differs.',
    parameters: { path: text },
    example: ["digest('motd').slice(0, 12)", '0e90e1aa3648'],
    call: ({ path }, host) => {
      const found = host.digest(path);
      if (found === undefined) throw new MissingFile('there is nothing at', path, host);
      return found;
    },
  }),
  define('file', {
    doc: 'The content of a file of the project, as text; relative paths are looked up as for copy. A file elsewhere is read only where its path is written out in the project, on the command line or in the environment, or a directory that it is below in the project: a path that a host has answered is refused.',
    parameters: { path: text },
    example: ["file('motd')", 'Welcome\n'],
    call: ({ path }, host) => {
      const content = host.readFile(path);
      if (content === undefined) throw new MissingFile('there is no file', path, host);
      return content;
    },
  }),
  define('fileglob', {
    doc: 'The paths of the project files that match a pattern, sorted; of files elsewhere as for file.',
    parameters: { glob: text },
    example: ["fileglob('keys/*.pub')", ['keys/ada.pub', 'keys/bob.pub']],
    call: ({ glob }, host) => [...host.listFiles(glob)].toSorted(),
  }),
];
