import { tellDiagnostics } from '../start/tell-diagnostics.ts';
import type { Command } from 'commander';
import { looksLikePlan } from '../../plan-file/looks-like-plan.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_INVALID } from '../exit-codes.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** Whether the argument of apply is a saved plan: decided by the first bytes of the file, or by its name. */
export const isPlanFile = (word: string): boolean => word.endsWith('.plan') || looksLikePlan(word);

/** Options that a plan fixes. Options for the connection and the report are allowed, and --limit may select fewer hosts. */
const PART_OF_PLAN = [
  'inventory',
  'playbook',
  'strict',
  'become',
  'becomeUser',
  'modulePath',
  'roles',
  'nodes',
  'extraVars',
  'tags',
  'skipTags',
  'taskTimeout',
  'startAtTask',
  'step',
  'adoptManifests',
  'dropHandlers',
  'listTasks',
  'listTags',
  'listHosts',
  'syntaxCheck',
];

/** Reports options that conflict with the plan; returns true if there are any. */
export function refusesSelection(command: Command, io: CommandIo): boolean {
  const given = command.options.filter(
    (option) =>
      PART_OF_PLAN.includes(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given.length === 0) return false;
  const names = given.map(({ long, short }) => long ?? short).join(', ');
  tellDiagnostics(
    [
      {
        code: 'usage',
        severity: 'error',
        summary: `${names} cannot be given with a saved plan: what is run, and where, is what was reviewed`,
        suggestion:
          'Remove it: only `--limit` may select fewer hosts. For other selections, make a new plan: `provision plan --out FILE`.',
        range: placeOf(names),
      },
    ],
    io,
    { end: '\n' },
  );
  io.setExitCode(EXIT_INVALID);
  return true;
}
