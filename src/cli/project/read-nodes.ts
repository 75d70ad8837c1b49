import { toUnreadable } from '../../controller/file-error.ts';
import { readText } from '../../controller/read-file.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';

/** Reads names of nodes from a file, one per line; skips empty lines and comments (`#`). */
export function readNodes(path: string, diagnostics: DiagnosticList): ReadonlySet<string> | undefined {
  try {
    const lines = readText(path)
      .split('\n')
      .map((line) => line.trim());
    return new Set(lines.filter((line) => line !== '' && !line.startsWith('#')));
  } catch (error) {
    diagnostics.error({ code: 'nothing-selected', summary: `--nodes ${toUnreadable(path, error).message}` });
    return undefined;
  }
}
