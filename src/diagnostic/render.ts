import type { Diagnostic } from './diagnostic.ts';
import type { SourceRange } from './source-range.ts';
import { positionAt, renderLocation } from './source-range.ts';

/** A diagnostic as text: severity, code, summary, place, the line with a caret, detail and suggestion. No final newline. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const lines = [`${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.summary}`];
  if (diagnostic.range) lines.push(...renderSnippet(diagnostic.range));
  if (diagnostic.detail) lines.push(...indent(diagnostic.detail));
  if (diagnostic.suggestion) lines.push(...indent(`help: ${diagnostic.suggestion}`));
  return lines.join('\n');
}

function renderSnippet(range: SourceRange): string[] {
  const { line, column } = positionAt(range.source, range.start);
  const text = (range.source.text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  const length = Math.max(1, Math.min(range.end - range.start, text.length - column + 1));
  const gutter = ' '.repeat(String(line).length);
  if (range.source.secret) return [`${gutter}--> ${renderLocation(range)}`];
  const pad = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return [
    `${gutter}--> ${renderLocation(range)}`,
    `${gutter} |`,
    `${line} | ${text}`,
    `${gutter} | ${pad}${'^'.repeat(length)}`,
  ];
}

const indent = (text: string): string[] => text.split('\n').map((line) => `  ${line}`);
