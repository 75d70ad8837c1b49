import { quote } from '../../query/quote.ts';
import { inDirectory } from './command-guards.ts';

export interface ShellScript {
  readonly cmd: string;
  readonly executable: string;
  readonly chdir?: string | undefined;
}

/**
 * Shell that runs a script in a shell of its own, so that a mistake in it ends nothing else. The script goes by the
 * environment of that one process, since a command line can be read by every user of the host.
 */
export function runInShell({ cmd, executable, chdir }: ShellScript): string {
  const runner = String.raw`eval "unset PROVISION_SCRIPT
$PROVISION_SCRIPT"`;
  return inDirectory(chdir, `PROVISION_SCRIPT=${quote(cmd)} ${quote(executable)} -c ${quote(runner)}`);
}
