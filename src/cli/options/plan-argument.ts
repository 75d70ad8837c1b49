import type { Command } from 'commander';
import { looksLikePlan } from '../../plan-file/looks-like-plan.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_INVALID } from '../exit-codes.ts';

/** Whether apply's word names a saved plan: by what the file begins with, or by its name. */
export const isPlanFile = (word: string): boolean => word.endsWith('.plan') || looksLikePlan(word);

/** What is run and where is part of a plan; how to connect and to report is not, and --limit may leave fewer hosts. */
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

/** Tells which options were given that a plan has settled; true where there are any. */
export function refusesSelection(command: Command, io: CommandIo): boolean {
  const given = command.options.filter(
    (option) =>
      PART_OF_PLAN.includes(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given.length === 0) return false;
  const names = given.map(({ long, short }) => long ?? short).join(', ');
  io.stderr.write(
    `error: ${names} cannot be given with a saved plan: what is run, and where, is what was reviewed.\n` +
      'Only --limit may leave fewer hosts. Make a new plan for anything else: provision plan --out FILE\n',
  );
  io.setExitCode(EXIT_INVALID);
  return true;
}
