import { quote } from '../../query/quote.ts';
import { inDirectory } from './command-guards.ts';

export interface ShellScript {
  readonly cmd: string;
  readonly executable: string;
  readonly chdir?: string | undefined;
}

/**
 * Shell code that runs a script in a separate shell, so that an error in it does not end the calling shell. The script is passed in
 * the environment of that process, since every user of the host can read command lines.
 */
export function runInShell({ cmd, executable, chdir }: ShellScript): string {
  const runner = String.raw`eval "unset PROVISION_SCRIPT
$PROVISION_SCRIPT"`;
  return inDirectory(chdir, `PROVISION_SCRIPT=${quote(cmd)} ${quote(executable)} -c ${quote(runner)}`);
}
