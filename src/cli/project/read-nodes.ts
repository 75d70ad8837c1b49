import { toUnreadable } from '../../controller/file-error.ts';
import { readText } from '../../controller/read-file.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** Reads names of nodes from a file, one per line; skips empty lines and comments (`#`). */
export function readNodes(path: string, diagnostics: DiagnosticList): ReadonlySet<string> | undefined {
  try {
    const lines = readText(path)
      .split('\n')
      .map((line) => line.trim());
    return new Set(lines.filter((line) => line !== '' && !line.startsWith('#')));
  } catch (error) {
    const unreadable = toUnreadable(path, error);
    diagnostics.error({
      code: 'nothing-selected',
      summary: `--nodes ${unreadable.message}`,
      suggestion: remedyOf(unreadable),
      range: placeOf(`--nodes ${path}`),
    });
    return undefined;
  }
}
