import { countOf } from '../../values/count-of.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { CommandIo } from '../command-io.ts';
import { QuestionInterrupted } from '../run/ask-line.ts';
import { EXIT_INTERRUPTED, EXIT_INVALID } from '../exit-codes.ts';
import { tellDiagnostics } from './tell-diagnostics.ts';
import { toDiagnostics } from './to-diagnostics.ts';

/** Runs a command. Invalid input is shown on stderr with its location, and the exit code is 3. */
export async function guard(
  io: CommandIo,
  run: (diagnostics: DiagnosticList) => Promise<void>,
  mask: (text: string) => string = (text) => text,
): Promise<void> {
  const diagnostics = new DiagnosticList();
  try {
    await run(diagnostics);
  } catch (error) {
    if (error instanceof QuestionInterrupted) {
      io.stderr.write('interrupted: no host was touched\n');
      io.setExitCode(EXIT_INTERRUPTED);
      return;
    }
    for (const diagnostic of toDiagnostics(error)) diagnostics.add(diagnostic);
    io.setExitCode(EXIT_INVALID);
  }
  tellDiagnostics(diagnostics.items, io, { mask });
  if (!diagnostics.hasErrors) return;
  const count = diagnostics.items.filter(({ severity }) => severity === 'error').length;
  io.stderr.write(`${countOf(count, 'error')}; no host was touched\n`);
  io.setExitCode(EXIT_INVALID);
}
