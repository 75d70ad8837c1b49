import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { InventoryOptions } from './inventory-options.ts';
import { addInventoryOptions } from './inventory-options.ts';
import { collect } from './vault-options.ts';

/** The flags of every command that runs a playbook. */
export interface RunFlags extends InventoryOptions {
  readonly playbook: string;
  readonly limit?: readonly string[];
  readonly roles?: readonly string[];
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly extraVars?: readonly string[];
  readonly forks: number;
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly askBecomePass?: boolean;
  readonly acceptNewHostKeys?: boolean;
  readonly startAtTask?: string;
  readonly step?: boolean;
  readonly detailedExitcode?: boolean;
  readonly output: 'auto' | 'tree' | 'plain' | 'json';
  readonly events?: string;
  readonly junit?: string;
  readonly verbose?: number;
  readonly timeout: number;
}

/** Adds the flags that name hosts, variables and a playbook, and say how to connect and to report. */
export function addRunOptions(command: Command): Command {
  return addInventoryOptions(command)
    .option('-p, --playbook <name>', 'a name under playbooks/, or a path', 'site')
    .option('-l, --limit <pattern>', 'only these hosts (repeatable; @FILE reads them from a file)', collect)
    .option('--roles <names>', 'only these roles, commas between', collectList)
    .option('-t, --tags <tags>', 'only tasks with one of these tags', collectList)
    .option('--skip-tags <tags>', 'no tasks with one of these tags', collectList)
    .option(
      '-e, --extra-vars <vars>',
      'variables above all others: k=v, JSON or YAML text, @FILE (repeatable)',
      collect,
    )
    .option('-f, --forks <n>', 'how many roles may run at once, over all hosts', positive, 50)
    .option('-K, --ask-become-pass', 'ask for the password that sudo wants')
    .option(
      '--accept-new-host-keys',
      'take, and record, the key of a host that is not in known_hosts; a changed key is refused',
    )
    .option('--timeout <seconds>', 'how long a connection may take', positive, 10)
    .option('--output <format>', 'tree, plain or json; by default a tree on a terminal, else plain', 'auto')
    .option('--events <file>', 'write each event of the run as a line of JSON')
    .option('--junit <file>', 'write the results as JUnit XML')
    .option('-v, --verbose', 'also show what is as it should be (repeatable)', (_, level: number) => level + 1, 0);
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number from 1.');
  return value;
}

const collectList = (text: string, earlier: readonly string[] = []): string[] => [
  ...earlier,
  ...text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
];
