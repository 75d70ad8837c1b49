import type { Diagnostic } from './diagnostic.ts';
import type { SourceRange } from './source-range.ts';
import { positionAt, renderLocation } from './source-range.ts';

const asItIs = (text: string): string => text;

/**
 * A diagnostic as text: severity, code, summary, place, the line with a caret, detail and suggestion. No final newline.
 * What is free text in it goes through `mask`; the code and the place do not.
 */
export function renderDiagnostic(diagnostic: Diagnostic, mask: (text: string) => string = asItIs): string {
  const lines = [`${diagnostic.severity}[${diagnostic.code}]: ${mask(diagnostic.summary)}`];
  if (diagnostic.range) lines.push(...renderSnippet(diagnostic.range, mask));
  if (diagnostic.detail) lines.push(...indent(mask(diagnostic.detail)));
  if (diagnostic.suggestion) lines.push(...indent(mask(`help: ${diagnostic.suggestion}`)));
  return lines.join('\n');
}

function renderSnippet(range: SourceRange, mask: (text: string) => string): string[] {
  const { line, column } = positionAt(range.source, range.start);
  const text = (range.source.text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  const length = Math.max(1, Math.min(range.end - range.start, text.length - column + 1));
  const gutter = ' '.repeat(String(line).length);
  if (range.source.secret) return [`${gutter}--> ${renderLocation(range)}`];
  const pad = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return [
    `${gutter}--> ${renderLocation(range)}`,
    `${gutter} |`,
    `${line} | ${mask(text)}`,
    `${gutter} | ${pad}${'^'.repeat(length)}`,
  ];
}

const indent = (text: string): string[] => text.split('\n').map((line) => `  ${line}`);
