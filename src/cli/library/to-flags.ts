import { Command } from 'commander';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { findProject } from '../config/find-project.ts';
import { readDefaults } from '../config/read-defaults.ts';
import type { RunFlags } from '../run/run-options.ts';
import { addRunOptions } from '../run/run-options.ts';
import type { ProjectOptions } from './contract.ts';

/** The flags of a run, with defaults from provision.yml and from the command line. */
export function toFlags(options: ProjectOptions, diagnostics: DiagnosticList): RunFlags {
  const usual = addRunOptions(new Command()).parse([], { from: 'user' }).opts<RunFlags>();
  const root = findProject(process.cwd());
  const defaults = root === undefined ? {} : readDefaults(root, diagnostics);
  const { extraVars, inventory, limit, vaultPasswordFile, ...own } = options;
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return {
    ...usual,
    ...defaults,
    ...given,
    ...(inventory !== undefined && { inventory: [inventory].flat() }),
    ...(limit !== undefined && { limit: [limit].flat() }),
    ...(vaultPasswordFile !== undefined && { vaultPasswordFile: [vaultPasswordFile].flat() }),
    ...(extraVars && { extraVars: [JSON.stringify(extraVars)] }),
  };
}
