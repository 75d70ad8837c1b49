import type { CodePlace } from '../../controller/load-code.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { displayPath } from '../files/yaml-files.ts';
import type { LoadSession } from '../load-session.ts';

/** The range of a line of code, from its first character to its end. */
export function rangeOfLine({ path, line }: CodePlace, { files }: LoadSession): SourceRange {
  const text = files.textOf(path);
  if (text === undefined) return placeOf(displayPath(path));
  const source = { path: displayPath(path), text };
  const before = text.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, each) => sum + each.length + 1, 0);
  const own = text.slice(start).split('\n', 1)[0] ?? '';
  const indent = own.search(/\S|$/);
  return { source, start: start + indent, end: start + own.trimEnd().length };
}

/** How to provide a package that code imports; undefined for other problems. */
export function remedyOfCode(problem: string): string | undefined {
  const [, name] = /^Cannot find (?:module|package) '([^'./][^']*)'/.exec(problem) ?? [];
  return name === undefined ? undefined : `Run \`npm install ${name}\` in the project.`;
}
