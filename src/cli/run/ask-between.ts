import { Interrupted } from '../../engine/errors.ts';
import type { Reporter } from '../../report/create-reporter.ts';
import { askLine, NoTerminal, QuestionInterrupted } from './ask-line.ts';
import type { SignalWatch } from '../start/watch-signals.ts';

/** Prompts during a run: the live output is suspended, and Ctrl-C at the prompt stops the run. Undefined without a terminal. */
export function askBetween(
  reporter: Pick<Reporter, 'ask'>,
  signals: Pick<SignalWatch, 'stop' | 'request'>,
): (question: string, echo: boolean) => Promise<string | undefined> {
  return (question, echo) =>
    reporter.ask(async () => {
      // the prompt may have waited for another one at which the run was stopped
      if (signals.stop.requested) throw new Interrupted();
      try {
        return await askLine(`${question} `, { echo });
      } catch (error) {
        if (error instanceof NoTerminal) return undefined;
        if (!(error instanceof QuestionInterrupted)) throw error;
        signals.request();
        throw new Interrupted();
      }
    });
}
