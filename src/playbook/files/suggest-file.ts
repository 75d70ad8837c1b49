import { basename, dirname, extname, resolve } from 'node:path';
import { didYouMean, listed } from '../../diagnostic/suggest.ts';
import { displayPath } from './yaml-files.ts';
import type { YamlFiles } from './yaml-files.ts';

/** Suggests a file with a similar name, the existing files, or the path to create. */
export function suggestFile(name: string, directories: readonly string[], files: YamlFiles): string | undefined {
  const near = directories.flatMap((directory) => files.list(resolve(directory, dirname(name))));
  const meant = didYouMean(basename(name), near);
  if (meant !== undefined) return meant;
  const [directory] = directories;
  if (directory === undefined) return undefined;
  const path = displayPath(resolve(directory, name));
  const beside = files.list(dirname(resolve(directory, name))).filter((each) => extname(each) === extname(name));
  const there = beside.length === 0 ? '' : ` There ${beside.length === 1 ? 'is' : 'are'} ${listed(beside)}.`;
  return `Create \`${path}\`, or correct the name.${there}`;
}
