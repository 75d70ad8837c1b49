import type { Diagnostic } from './diagnostic.ts';
import type { SourceFile, SourceRange } from './source-range.ts';
import { lineAt, positionAt } from './source-range.ts';

/** A code that a comment `# lint: ignore CODE` names. */
export interface Silence {
  readonly code: string;
  readonly range: SourceRange;
}

const COMMENT = /(?:^|\s)#\s*lint:\s*ignore\s+([\w-]+(?:\s*,\s*[\w-]+)*)/g;

/** Whether a comment in the finding's line, or in the line above it that holds nothing else, names its code. Errors are never silenced. */
export function isSilenced({ code, severity, range }: Diagnostic): boolean {
  if (severity === 'error' || !range?.source.text.includes('lint:')) return false;
  const { source, start } = range;
  const begin = start - positionAt(source, start).column + 1;
  const above = begin > 0 ? lineAt(source, begin - 1) : '';
  return [lineAt(source, start), ...(/^\s*#/.test(above) ? [above] : [])].some((line) => codesIn(line).includes(code));
}

const codesIn = (line: string): string[] =>
  [...line.matchAll(COMMENT)].flatMap(([, codes = '']) => codes.split(',').map((code) => code.trim()));

/** All that the comments of a file name. */
export const silencesOf = (source: SourceFile): Silence[] =>
  [...source.text.matchAll(COMMENT)].flatMap((match) => {
    const [whole, codes = ''] = match;
    const at = match.index + whole.length - codes.length;
    return [...codes.matchAll(/[\w-]+/g)].map(({ 0: code, index }) => ({
      code,
      range: { source, start: at + index, end: at + index + code.length },
    }));
  });
