import type { RunMode } from '../../engine/events.ts';
import { chooseFormat, type OutputFormat } from '../style/choose-format.ts';
import { createStyle } from '../style/create-style.ts';
import { JsonReporter } from '../events/json-reporter.ts';
import { Narrator } from '../narrator.ts';
import type { Environment, OutputStream } from '../output-stream.ts';
import { PlainReporter } from '../plain-reporter.ts';
import type { Subscriber } from '../subscriber.ts';

export interface ScreenOptions {
  readonly format: OutputFormat;
  readonly mode: RunMode;
  readonly withDiff: boolean;
  /** From 1 on, also shows tasks that are ok or skipped, and connected hosts. */
  readonly verbosity: number;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Environment;
}

/** The subscriber that writes a run to stdout in the requested format. */
export async function openScreen(options: ScreenOptions): Promise<Subscriber> {
  const { stdout, stderr, env, mode, withDiff } = options;
  const isVerbose = options.verbosity > 0;
  const format = chooseFormat(options.format, stdout, env);
  if (format === 'json') return new JsonReporter({ mode, withOk: isVerbose, stdout });
  const style = createStyle(stdout, env);
  const withRoles = isVerbose || format === 'plain';
  const narrator = new Narrator({
    style,
    withDiff,
    withOk: isVerbose,
    withHosts: isVerbose,
    withRoles,
    withTimes: options.verbosity > 1,
  });
  if (format === 'plain') return new PlainReporter(narrator, stdout);
  const { TreeReporter } = await import('../tree-reporter.ts');
  return new TreeReporter({ narrator, style, stdout, stderr });
}
