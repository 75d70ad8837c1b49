import { dirname } from 'node:path';

/**
 * The texts that the user has written: the project's files as they are read, in `noteWritten`. Read by `isWritten`, never
 * cleared: a process does one thing with one project.
 */
const texts = new Set<string>();

/** Notes a text of the project. */
export function noteWritten(text: string): void {
  texts.add(text);
}

/**
 * Whether a path was written out by the user, in a file of the project, on the command line or in the environment; or a
 * directory that it is below, in a file of the project. A directory at the top, such as /etc, says nothing of what is below. So a path that only a host has
 * said is none.
 */
export function isWritten(path: string): boolean {
  const given = [...process.argv, ...Object.values(process.env)].filter((text) => text !== undefined);
  if (mention(texts, path) || mention(given, path)) return true;
  if (path.split('/').includes('..')) return false;
  for (let at = dirname(path); at.lastIndexOf('/') > 0; at = dirname(at)) if (mention(texts, at)) return true;
  return false;
}

function mention(written: Iterable<string>, path: string): boolean {
  const word = new RegExp(`(?<![\\w./~-])${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/?(?![\\w./-])`);
  return [...written].some((text) => text.includes(path) && word.test(text));
}
