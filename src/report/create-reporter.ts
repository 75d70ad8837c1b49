import pLimit from 'p-limit';
import type { EventSink } from '../engine/events.ts';
import { cleanText } from './clean-text.ts';
import { createStyle } from './create-style.ts';
import { FanOut } from './fan-out.ts';
import type { TextFilter } from './mask-event.ts';
import { openFiles, type OutputFiles } from './open-files.ts';
import { openScreen, type ScreenOptions } from './open-screen.ts';
import type { Subscriber } from './subscriber.ts';
import { WarningReporter } from './warning-reporter.ts';

export interface ReporterOptions extends ScreenOptions, OutputFiles {
  /** Hides secrets in any text. */
  readonly mask: TextFilter;
}

export interface Reporter {
  readonly sink: EventSink;
  /** Runs a question to the user with the live output out of its way; one question at a time. */
  readonly ask: <T>(question: () => Promise<T>) => Promise<T>;
  /** Ends all output; what is written at the end is written also where no `run.finished` came. */
  readonly close: () => Promise<void>;
}

/**
 * Reports a run to all who asked for it. Text is masked, and for people cleaned of terminal sequences, before any of
 * them sees it. One that breaks is dropped with a warning on stderr: reporting never stops a run. Rejects with
 * `InvalidInput` where an output file can't be written.
 */
export async function createReporter(options: ReporterOptions): Promise<Reporter> {
  const { stdout, stderr, env } = options;
  // A reader that went away, as `head` does, is no reason to leave hosts half done.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  const filters = createFilters(options.mask);
  const log = (line: string): void => void stderr.write(`${line}\n`);
  const warnings = new WarningReporter(createStyle(stderr, env), log);
  const files = openFiles(options);
  const screen = await openScreen(options);
  const fanOut = new FanOut({
    subscribers: [warnings, screen, ...files],
    filters,
    onBreak: (name, error) =>
      log(filters.clean(`warning: ${name} stopped: ${error instanceof Error ? error.message : String(error)}`)),
  });
  const limit = pLimit(1);
  return {
    sink: (event) => fanOut.handle(event),
    ask: (question) => limit(() => askBetween(screen, question)),
    close: () => fanOut.close(),
  };
}

function createFilters(mask: TextFilter): Record<Subscriber['text'], TextFilter> {
  const clean: TextFilter = (text) => mask(cleanText(text));
  // A secret with a control character in its midst is found only in cleaned text.
  const faithful: TextFilter = (text) => {
    const cleaned = cleanText(text);
    const masked = mask(cleaned);
    return masked === cleaned && cleaned !== text ? mask(text) : masked;
  };
  return { clean, faithful };
}

async function askBetween<T>(screen: Subscriber, question: () => Promise<T>): Promise<T> {
  screen.suspend?.();
  try {
    return await question();
  } finally {
    screen.resume?.();
  }
}
