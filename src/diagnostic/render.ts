import type { Diagnostic } from './diagnostic.ts';
import { FIXES } from './fixes.ts';
import { renderSnippet } from './render-snippet.ts';
import { escapeControls } from './visible-text.ts';
import { wrapText } from './wrap-text.ts';

export interface RenderOptions {
  /** Free text goes through it; the code and the place do not. */
  readonly mask?: ((text: string) => string) | undefined;
  /** Columns of the terminal; undefined: sentences are not wrapped, and source lines have their first 400 characters at most. */
  readonly width?: number | undefined;
}

const asItIs = (text: string): string => text;

/** No message needs more; a name or value of a megabyte does not help anybody. */
const MAX_SENTENCE = 2000;

/** A diagnostic as text: severity, code, summary, place, the line with a caret, detail and suggestion. No final newline. */
export function renderDiagnostic(diagnostic: Diagnostic, { mask = asItIs, width }: RenderOptions = {}): string {
  const sentence = (text: string, indent: string): string[] =>
    mask(text)
      .split('\n')
      .flatMap((line) => wrapText(indent + escapeControls(shorten(line)), width, '  '));
  const { severity, code, summary, range, detail } = diagnostic;
  const suggestion = diagnostic.suggestion ?? (severity === 'error' ? FIXES[code] : undefined);
  return [
    ...sentence(`${severity}[${code}]: ${summary}`, ''),
    ...(range ? renderSnippet(range, { mask, width }) : []),
    ...(detail ? sentence(detail, '  ') : []),
    ...(suggestion ? sentence(`help: ${suggestion}`, '  ') : []),
  ].join('\n');
}

const shorten = (line: string): string => (line.length > MAX_SENTENCE ? `${line.slice(0, MAX_SENTENCE)}…` : line);
