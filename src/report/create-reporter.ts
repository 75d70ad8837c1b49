import pLimit from 'p-limit';
import type { EventSink } from '../engine/events.ts';
import { cleanText } from './text/clean-text.ts';
import { maskForFile, maskForTerminal } from './text/mask-text.ts';
import { openPipe } from './events/open-pipe.ts';
import { createStyle } from './style/create-style.ts';
import { FanOut } from './fan-out.ts';
import type { EventFilter, TextFilter } from './events/mask-event.ts';
import { openFiles, type OutputFiles } from './open-files.ts';
import { openScreen, type ScreenOptions } from './live/open-screen.ts';
import type { OutputStream } from './output-stream.ts';
import type { Subscriber } from './subscriber.ts';
import { WarningReporter } from './warning-reporter.ts';

export interface ReporterOptions extends ScreenOptions, OutputFiles {
  /** Masks secrets in any text. */
  readonly mask: TextFilter;
  /** Further subscribers of the run. */
  readonly others?: readonly Subscriber[] | undefined;
}

export interface Reporter {
  readonly sink: EventSink;
  /** Runs a prompt while the live output is suspended; one prompt at a time. */
  readonly ask: <T>(question: () => Promise<T>) => Promise<T>;
  /**
   * Ends all output, including output that is written at the end, even without `run.finished`. Resolves to the names of
   * incomplete outputs, which do not contain the whole run.
   */
  readonly close: () => Promise<readonly string[]>;
}

/**
 * Reports a run to all subscribers. Text is masked and, for people, stripped of terminal sequences before any of them
 * sees it. A subscriber that fails is dropped with a warning on stderr, and named at the end: reporting never stops a run. Rejects with
 * `InvalidInput` if an output file can't be written.
 */
export async function createReporter(options: ReporterOptions): Promise<Reporter> {
  const { stdout, stderr, env } = options;
  const broken = new Set<string>();
  for (const [name, stream] of [
    ['output', stdout],
    ['log', stderr],
  ] as const)
    watchStream(stream, () => broken.add(name));
  const filters = createFilters(options.mask);
  const log = (line: string): void => void stderr.write(`${line}\n`);
  const warnings = new WarningReporter(createStyle(stderr, env), log);
  const eventsPipe = options.eventsFile === undefined ? undefined : await openPipe(options.eventsFile, log);
  const files = openFiles({ ...options, eventsPipe });
  const screen = await openScreen(options);
  const fanOut = new FanOut({
    subscribers: [warnings, screen, ...files, ...(options.others ?? [])],
    filters,
    onBreak: (name, error) => {
      // closing may try again
      if (broken.has(name)) return;
      broken.add(name);
      log(`warning: ${name} stopped: ${filters.clean.text(error instanceof Error ? error.message : String(error))}`);
    },
  });
  const limit = pLimit(1);
  return {
    sink: (event) => fanOut.handle(event),
    ask: (question) => limit(() => askBetween(screen, question)),
    close: async () => {
      await fanOut.close();
      await flush(stdout);
      return [...broken];
    },
  };
}

/** A reader that closes the pipe, as `head` does, has seen enough; output that was cut off by a full disk must be reported. */
function watchStream(stream: OutputStream, onBreak: () => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') onBreak();
  });
}

/** Resolves after all output was written, so that errors are known. */
const flush = (stream: OutputStream): Promise<void> => new Promise((resolve) => stream.write('', () => resolve()));

function createFilters(mask: TextFilter): Record<Subscriber['text'], EventFilter> {
  const clean = maskForTerminal(mask);
  const faithful = maskForFile(mask);
  return { clean: { text: clean, name: cleanText }, faithful: { text: faithful, name: (name) => name } };
}

async function askBetween<T>(screen: Subscriber, question: () => Promise<T>): Promise<T> {
  screen.suspend?.();
  try {
    return await question();
  } finally {
    screen.resume?.();
  }
}
