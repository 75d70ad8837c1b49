import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { positionAt } from '../../diagnostic/source-range.ts';
import type { ProjectFinding } from './contract.ts';

/** The project has mistakes; no host was touched. */
export class ProjectError extends Error {
  readonly findings: readonly ProjectFinding[];

  constructor(findings: readonly ProjectFinding[]) {
    super(
      findings
        .map(({ summary, file, line }) => (file === undefined ? summary : `${file}:${line ?? 1}: ${summary}`))
        .join('\n'),
    );
    this.name = 'ProjectError';
    this.findings = findings;
  }
}

/** A finding for programs, with masked text. */
export function toFinding(
  { code, severity, summary, detail, suggestion, range }: Diagnostic,
  mask: (text: string) => string,
): ProjectFinding {
  const position = range && range.source.text !== '' ? positionAt(range.source, range.start) : undefined;
  return {
    code,
    severity,
    summary: mask(summary),
    detail: detail === undefined ? undefined : mask(detail),
    suggestion: suggestion === undefined ? undefined : mask(suggestion),
    file: range?.source.path,
    line: position?.line,
    column: position?.column,
  };
}
