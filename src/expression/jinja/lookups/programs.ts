import { CommandRuns } from '../../../controller/run-locally.ts';
import { UnknownRead } from '../../run/fault.ts';
import { refused, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { stripRight } from '../python/text.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { lookupOf } from './define.ts';
import { untimed } from '../python/stopwatch.ts';

function pipe(terms: readonly unknown[], _: unknown, $: TemplateContext): unknown[] {
  const { host } = $.world;
  const runCommand = host.runCommand?.bind(host);
  if (!runCommand) throw refused('No program can be run from an expression here');
  return terms.map((term) => {
    try {
      return stripRight(untimed(() => runCommand(str(term))));
    } catch (error) {
      if (error instanceof UnknownRead || error instanceof CommandRuns) throw error;
      throw valueError(`lookup pipe: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

/** Lookups that run programs, and refusals of those that access the network or write files. */
export const PROGRAM_LOOKUPS = [
  lookupOf('pipe', pipe),
  lookupOf('url', () => {
    throw refused('An expression fetches nothing from the network', 'Fetch it with the uri module, and register it.');
  }),
  lookupOf('password', () => {
    throw refused('An expression writes no file', 'Keep the password in a vault.');
  }),
  lookupOf('config', () => {
    throw refused('There is no configuration of Ansible here');
  }),
];
