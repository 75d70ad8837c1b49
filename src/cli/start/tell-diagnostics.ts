import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { renderDiagnostic } from '../../diagnostic/render.ts';
import type { CommandIo } from '../command-io.ts';
import { widthOf } from '../look/width-of.ts';

/** Shows diagnostics on stderr, each as a paragraph. */
export function tellDiagnostics(
  items: readonly Diagnostic[],
  io: CommandIo,
  { mask, end = '\n\n' }: { mask?: (text: string) => string; end?: string } = {},
): void {
  for (const each of items) {
    io.onDiagnostic?.(each);
    io.stderr.write(`${renderDiagnostic(each, { mask, width: widthOf(io.stderr) })}${end}`);
  }
}
