import type { Command, Option } from 'commander';
import { extname } from 'node:path';
import { listDirectory } from '../../controller/file-kind.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { SecretMask } from '../../diagnostic/secret-mask.ts';
import { findRecordedProject } from '../../records/run-directory.ts';
import { listRuns } from '../../records/recorded-run.ts';
import type { Inventory } from '../../inventory/types.ts';
import { bundledRoles } from '../project/bundled-roles.ts';
import type { CommandIo } from '../command-io.ts';
import { listTasks } from '../project/list-project.ts';
import { loadInventoryOptions } from '../options/load-inventory-options.ts';
import { listTopics } from '../explain/topics.ts';
import { loadProject } from '../project/load-project.ts';
import { planSelected } from '../run/plan-selected.ts';
import type { RunFlags } from '../run/run-options.ts';

/** A completion with its description. */
export interface Candidate {
  readonly word: string;
  readonly about?: string | undefined;
}

/** The command whose words are completed, with the options given so far. */
export interface Asked {
  readonly command: Command;
  readonly io: CommandIo;
}

type Source = (asked: Asked) => Promise<readonly string[]> | readonly string[];

/** Possible values of options, by the option's name. */
const OF_OPTIONS: Readonly<Record<string, Source>> = {
  inventory: () => listDirectory('inventories').filter((name) => !/\.(md|txt)$/.test(name)),
  playbook: playbooks,
  limit: hostsAndGroups,
  host: hosts,
  hosts: hostsAndGroups,
  roles,
  role: () => listDirectory(bundledRoles()),
  tags,
  skipTags: tags,
  startAtTask: async (asked) => (await tasks(asked)).map(({ name }) => name),
};

/** Possible arguments of commands, by the command's name. */
const OF_ARGUMENTS: Readonly<Record<string, readonly Source[]>> = {
  apply: [playbooks],
  plan: [playbooks],
  verify: [playbooks],
  graph: [playbooks],
  lint: [playbooks],
  exec: [hostsAndGroups],
  facts: [hostsAndGroups],
  unlock: [hostsAndGroups],
  console: [hostsAndGroups],
  scan: [hostsAndGroups],
  vars: [hosts],
  runs: [recordedRuns, recordedRuns],
  report: [recordedRuns],
  restore: [recordedRuns],
  docs: [() => listTopics().map(({ name }) => name)],
  init: [() => ['site', 'role', 'inventory']],
};

export async function optionCandidates(option: Option | undefined, asked: Asked): Promise<readonly Candidate[]> {
  if (!option) return [];
  const words = option.argChoices ?? (await OF_OPTIONS[option.attributeName()]?.(asked)) ?? [];
  return toCandidates(words);
}

export async function argumentCandidates(asked: Asked, index: number): Promise<readonly Candidate[]> {
  return toCandidates((await sourceOf(asked.command, index)?.(asked)) ?? []);
}

/** The source of an argument's values; undefined for files and free text. The last argument may be a list. */
export function sourceOf(command: Command, index: number): Source | undefined {
  const last = command.registeredArguments.at(-1);
  const at = last?.variadic ? Math.min(index, command.registeredArguments.length - 1) : index;
  const choices = command.registeredArguments[at]?.argChoices;
  return choices ? () => choices : OF_ARGUMENTS[command.name()]?.[at];
}

const toCandidates = (words: readonly string[]): Candidate[] => [...new Set(words)].map((word) => ({ word }));

function playbooks(): readonly string[] {
  const names = listDirectory('playbooks').filter((name) => /^\.ya?ml$/.test(extname(name)));
  return names.map((name) => name.slice(0, -extname(name).length));
}

/** The newest runs, as many as can be told apart at a glance. */
function recordedRuns(): readonly string[] {
  const root = findRecordedProject(process.cwd());
  return root === undefined ? [] : ['last', ...listRuns(root).slice(0, 20)];
}

function roles(): readonly string[] {
  return [...listDirectory('roles'), ...listDirectory(bundledRoles()).map((name) => `provision.${name}`)];
}

/** `inventory --host` and `restore --host` take one host, `init --host` a new one. */
async function hosts(asked: Asked): Promise<readonly string[]> {
  return asked.command.name() === 'init' ? [] : [...(await inventoryOf(asked)).hosts.keys()];
}

async function hostsAndGroups(asked: Asked): Promise<readonly string[]> {
  const inventory = await inventoryOf(asked);
  return [...inventory.hosts.keys(), ...inventory.groups.keys()];
}

const inventoryOf = ({ command, io }: Asked): Promise<Inventory> =>
  loadInventoryOptions(command.opts(), io, { diagnostics: new DiagnosticList() });

async function tags(asked: Asked): Promise<readonly string[]> {
  return (await tasks(asked)).flatMap((task) => task.tags).sort();
}

/** The tasks of the playbook; empty if it has mistakes. */
async function tasks({ command, io }: Asked): Promise<ReturnType<typeof listTasks>> {
  const flags: RunFlags = command.opts();
  const diagnostics = new DiagnosticList();
  const project = await loadProject(flags, io, { diagnostics, mask: new SecretMask() });
  if (!project || diagnostics.hasErrors) return [];
  return planSelected(project, {}, { mode: 'apply', diagnostics }).flatMap((play) => listTasks(play));
}
