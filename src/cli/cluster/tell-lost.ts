import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { renderDiagnostic } from '../../diagnostic/render.ts';
import type { CommandIo } from '../command-io.ts';
import { widthOf } from '../look/width-of.ts';

/** Reports why the run can no longer be followed. */
export const tellLost =
  ({ stderr }: Pick<CommandIo, 'stderr'>) =>
  (diagnostic: Diagnostic): void =>
    void stderr.write(`${renderDiagnostic(diagnostic, { mask: (text) => text, width: widthOf(stderr) })}\n\n`);
