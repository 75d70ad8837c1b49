import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { rangeOf } from '../bind-program.ts';
import type { ControllerAccess, SourceText } from '../compiled.ts';
import { NO_HOST } from '../no-host.ts';
import { readIncluded, suggestTemplate } from '../read-included.ts';
import type { SourceFile } from '../../diagnostic/source-range.ts';
import type { JinjaProgram } from './runtime/unit.ts';

export interface Including {
  readonly source: SourceText;
  readonly host: ControllerAccess;
  /** The files that include each other, the outermost first. */
  readonly path: readonly string[];
}

/** Reports literally named templates that do not exist or include themselves, and passes on the others to be checked. */
export function checkIncluded(
  { templates }: JinjaProgram,
  { source, host, path: chain }: Including,
  diagnostics: DiagnosticList,
  check: (file: SourceFile, chain: readonly string[]) => void,
): void {
  if (host === NO_HOST) return;
  for (const { path, optional, isSure, span } of templates) {
    const inclusion = { path, range: rangeOf(span, source) };
    const file = readIncluded(inclusion, host, diagnostics);
    if (file === 'unreadable' || (!file && optional)) continue;
    if (file && !chain.includes(file.path)) check(file, [...chain, file.path]);
    else if (!file || isSure)
      diagnostics.add({
        code: 'template-not-found',
        severity: isSure ? 'error' : 'warning',
        summary: file ? `The template ${path} includes itself` : `There is no template ${path}`,
        suggestion: file
          ? `Remove this include of \`${path}\`, or put it under a condition that becomes false.`
          : suggestTemplate(inclusion, 'templates/ of the role and of the playbook are searched.'),
        range: inclusion.range,
      });
  }
}
