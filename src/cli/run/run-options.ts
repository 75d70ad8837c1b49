import type { Command } from 'commander';
import { Option } from 'commander';
import type { ClusterFlags } from '../cluster/cluster-options.ts';
import type { ConnectFlags } from '../options/connect-flags.ts';
import { addConnectFlags, wholeNumber } from '../options/connect-flags.ts';
import type { OutletFlags } from './outlet-options.ts';
import { addOutletOptions } from './outlet-options.ts';
import type { ProjectFlags } from '../options/project-options.ts';
import { addProjectOptions, collectList } from '../options/project-options.ts';

/** The flags of every command that runs a playbook. */
export interface RunFlags extends ProjectFlags, ConnectFlags, OutletFlags, ClusterFlags {
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly backup?: boolean;
  readonly startAtTask?: string;
  readonly step?: boolean;
  readonly yes?: boolean;
  readonly adoptManifests?: boolean;
  readonly dropHandlers?: boolean;
  readonly detailedExitcode?: boolean;
  readonly output: 'auto' | 'tree' | 'plain' | 'json';
  readonly taskTimeout?: number;
  readonly events?: string;
  readonly junit?: string;
  readonly leaseFd?: number;
  /** Files with the variables that tasks have set, from and for other processes of the same run. */
  readonly valuesFrom?: string;
  readonly valuesTo?: string;
  /** It is a part of a run that another process tells of, and writes down. */
  readonly part?: boolean;
  readonly verbose?: number;
  readonly listTasks?: boolean;
  readonly listTags?: boolean;
  readonly listHosts?: boolean;
  readonly syntaxCheck?: boolean;
  /** For plan: the file of the saved plan, and its validity. */
  readonly out?: string;
  readonly validHours?: number;
}

/** Adds the flags that select hosts, variables and a playbook, and those for the connection and the report. */
export function addRunOptions(command: Command): Command {
  addProjectOptions(command)
    .option('-t, --tags <tags>', 'only tasks with one of these tags', collectList)
    .option('--skip-tags <tags>', 'no tasks with one of these tags', collectList)
    .option('-b, --become', 'become root with sudo, unless the playbook says otherwise')
    .option('--become-user <name>', 'become this user, unless the playbook names one')
    .option('-M, --module-path <paths>', 'further directories of own modules, separated by colons')
    .addOption(new Option('--flush-cache', 'no effect: facts are gathered in every run').hideHelp())
    .addOption(new Option('--force-handlers', 'no effect: a pending handler is never lost').hideHelp());
  command
    .addOption(new Option('--values-from <file>').hideHelp())
    .addOption(new Option('--values-to <file>').hideHelp())
    .addOption(new Option('--part').hideHelp());
  addConnectFlags(command, 'how many roles may run at the same time on all hosts')
    .addOption(
      new Option('--output <format>', 'tree, plain or json; by default a tree on a terminal, else plain')
        .choices(['auto', 'tree', 'plain', 'json'])
        .default('auto'),
    )
    .option('--task-timeout <seconds>', 'timeout for a task that sets none (default: none)', wholeNumber)
    .option('--events <file>', 'write each event of the run as a line of JSON; - for stdout, fd:N for a descriptor')
    .option('--junit <file>', 'write the results as JUnit XML');
  return addOutletOptions(command)
    .option('--lease-fd <n>', 'stop as by SIGTERM when the parent process closes this file descriptor', wholeNumber)
    .option(
      '-v, --verbose',
      'show unchanged tasks and what commands print; -vv: parameters, queries, timings; -vvv: scripts, SSH',
      (_, level: number) => level + 1,
      0,
    );
}
