import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { addConnectFlags } from '../options/connect-flags.ts';
import { addInventoryOptions } from '../options/inventory-options.ts';
import type { ScanFlags } from './scan-pattern.ts';

/** Adds `provision known-hosts scan` to a program: shows the keys of hosts next to the known keys. */
export function registerKnownHostsCommand(program: Command, io: CommandIo): void {
  const knownHosts = program
    .command('known-hosts')
    .description('compare the keys of hosts with the known ones and record new keys');
  addConnectFlags(
    addInventoryOptions(
      knownHosts
        .command('scan <pattern>')
        .description('show the keys of hosts beside the known ones, and ask before recording new keys'),
    ),
    'how many hosts at the same time',
  )
    .option('--yes', 'record new keys without asking')
    .option('--pin', 'print the keys as YAML for pinned_host_keys of an inventory instead')
    .addHelpText('after', '\nCompare the fingerprints with the host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
    .action(async (pattern: string, flags: ScanFlags) =>
      (await import('./scan-pattern.ts')).scanPattern(pattern, flags, io),
    );
}
