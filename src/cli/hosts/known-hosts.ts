import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { addConnectFlags } from '../options/connect-flags.ts';
import { addInventoryOptions } from '../options/inventory-options.ts';
import type { ScanFlags } from './scan-pattern.ts';

/** Adds `provision known-hosts scan` to a program: the keys that hosts show, beside those that are known. */
export function registerKnownHostsCommand(program: Command, io: CommandIo): void {
  const knownHosts = program.command('known-hosts').description('compare the keys of hosts, and record new ones');
  addConnectFlags(
    addInventoryOptions(
      knownHosts
        .command('scan <pattern>')
        .description('show the keys of hosts beside those that are known, and ask before new ones are recorded'),
    ),
    'how many hosts at once',
  )
    .option('--yes', 'record new keys without asking')
    .option('--pin', "print the keys as YAML for an inventory's pinned_host_keys instead")
    .addHelpText('after', '\nCompare the fingerprints with the host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
    .action(async (pattern: string, flags: ScanFlags) =>
      (await import('./scan-pattern.ts')).scanPattern(pattern, flags, io),
    );
}
