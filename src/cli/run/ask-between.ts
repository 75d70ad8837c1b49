import { Interrupted } from '../../engine/errors.ts';
import type { Reporter } from '../../report/create-reporter.ts';
import { askLine, NoTerminal, QuestionInterrupted } from './ask-line.ts';
import type { SignalWatch } from '../start/watch-signals.ts';

/** Asks in the middle of a run: the live output makes room, and Ctrl-C at the question stops the run. Undefined: there is no terminal. */
export function askBetween(
  reporter: Pick<Reporter, 'ask'>,
  signals: Pick<SignalWatch, 'stop' | 'request'>,
): (question: string, echo: boolean) => Promise<string | undefined> {
  return (question, echo) =>
    reporter.ask(async () => {
      // it may have waited for another question at which the run was stopped
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
