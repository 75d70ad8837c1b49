import type { EventSink, RunMode } from '../engine/events.ts';
import { chooseFormat, type OutputFormat } from './choose-format.ts';
import { cleanText } from './clean-text.ts';
import { EventFile } from './event-file.ts';
import { FanOut } from './fan-out.ts';
import { JsonReporter } from './json-reporter.ts';
import { JunitFile } from './junit-file.ts';
import type { TextFilter } from './mask-event.ts';
import { Narrator } from './narrator.ts';
import type { Environment, OutputStream } from './output-stream.ts';
import { createPalette, wantsColour } from './palette.ts';
import { PlainReporter } from './plain-reporter.ts';
import { checkReplaceable, requireWritable } from './require-writable.ts';
import type { Style } from './style.ts';
import type { Subscriber } from './subscriber.ts';
import { createSymbols } from './symbols.ts';
import { WarningReporter } from './warning-reporter.ts';

export interface ReporterOptions {
  readonly format: OutputFormat;
  readonly mode: RunMode;
  readonly withDiff: boolean;
  /** From 1 on also tasks that are ok or skipped, and hosts as they connect. */
  readonly verbosity: number;
  readonly eventsFile?: string | undefined;
  readonly junitFile?: string | undefined;
  /** Hides secrets in any text. */
  readonly mask: TextFilter;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Environment;
}

export interface Reporter {
  readonly sink: EventSink;
  /** Ends all output; what is written at the end is written also where no `run.finished` came. */
  close(): Promise<void>;
}

/**
 * Reports a run to all who asked for it. Text is masked, and for people cleaned of terminal sequences, before any of
 * them sees it. One that breaks is dropped with a warning on stderr: reporting never stops a run.
 */
export function createReporter(options: ReporterOptions): Promise<Reporter> {
  const { mask, stdout, stderr, env } = options;
  // A reader that went away, as `head` does, is no reason to leave hosts half done.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  const clean: TextFilter = (text) => mask(cleanText(text));
  // A secret with a control character in its midst is found only in cleaned text.
  const faithful: TextFilter = (text) => (clean(text) === cleanText(text) ? mask(text) : clean(text));
  const log = (line: string): void => void stderr.write(`${line}\n`);
  const fanOut = new FanOut(
    [
      { filter: clean, subscribers: [new WarningReporter(createStyle(stderr, env), log), ...listTexts(options)] },
      { filter: faithful, subscribers: listData(options) },
    ],
    (name, error) => log(clean(`warning: ${name} stopped: ${error instanceof Error ? error.message : String(error)}`)),
  );
  return Promise.resolve({ sink: (event) => fanOut.handle(event), close: () => fanOut.close() });
}

function createStyle(stream: OutputStream, env: Environment): Style {
  return { palette: createPalette(wantsColour(stream, env)), symbols: createSymbols(env) };
}

const MARKUP: Style = { palette: createPalette(false), symbols: createSymbols({ LANG: 'C.UTF-8' }) };

function listTexts(options: ReporterOptions): Subscriber[] {
  const { stdout, env, verbosity, withDiff, junitFile } = options;
  const format = chooseFormat(options.format, stdout, env);
  const narrator = new Narrator({
    style: createStyle(stdout, env),
    withDiff,
    withOk: verbosity > 0,
    withRoles: true,
    withHosts: verbosity > 0,
  });
  return [
    ...(format === 'json' ? [] : [new PlainReporter(narrator, stdout)]),
    ...(junitFile === undefined ? [] : [openJunit(junitFile)]),
  ];
}

function listData({ format, mode, verbosity, stdout, eventsFile }: ReporterOptions): Subscriber[] {
  return [
    ...(format === 'json' ? [new JsonReporter({ mode, withOk: verbosity > 0, stdout })] : []),
    ...(eventsFile === undefined ? [] : [requireWritable('--events', eventsFile, () => new EventFile(eventsFile))]),
  ];
}

function openJunit(path: string): JunitFile {
  requireWritable('--junit', path, () => checkReplaceable(path));
  return new JunitFile(path, MARKUP);
}
