import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { runCommand } from '../../engine/host/run-command.ts';
import { quoteAll } from '../../query/quote.ts';
import type { CommandIo } from '../command-io.ts';
import type { PatternFlags } from '../options/pattern-options.ts';
import { guard } from '../start/guard.ts';
import { renderEnds } from './render-ends.ts';
import { visitPattern } from './visit-pattern.ts';

export interface Exec {
  readonly pattern: string;
  /** One word is a command line for sh; several words are a program and its arguments. */
  readonly words: readonly string[];
}

const NO_COMMAND: Diagnostic = {
  code: 'usage',
  severity: 'error',
  summary: 'the command is empty',
  suggestion: 'Write, for example, `provision exec web -- uptime`.',
  range: placeOf('provision exec'),
};

/** Runs a command on each host of a pattern and prints each distinct output once, with its hosts. */
export async function execCommand({ pattern, words }: Exec, flags: PatternFlags, io: CommandIo): Promise<void> {
  const [line = '', ...others] = words;
  const command = others.length === 0 ? line : quoteAll(words);
  if (line.trim() === '') {
    await guard(io, () => Promise.reject(new InvalidInput([NO_COMMAND])));
    return;
  }
  await visitPattern(
    pattern,
    { flags, io },
    {
      isChange: true,
      visit: (host) => runCommand(host, 'exec', command),
      render: renderEnds,
      isFailure: ({ exitStatus }) => exitStatus !== 0,
    },
  );
}
