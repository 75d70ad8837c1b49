import { spawnSync } from 'node:child_process';

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 10 * 1024 * 1024;

/** A template is rendered several times in a run, and must give the same each time. */
const known = new Map<string, string>();

/** Lint and the checks before a run evaluate conditions too, and must start nothing. Set when a run starts, and never cleared. */
let isAllowed = false;

/** From here on expressions may run commands on this machine. */
export function allowLocalCommands(): void {
  isAllowed = true;
}

/** What a command of the shell prints on this machine; it is run once. Throws before a run, where it fails, or takes over a minute. */
export function runLocally(command: string): string {
  if (!isAllowed) throw new Error('the command is run when the playbook runs, not before');
  const output = known.get(command) ?? run(command);
  known.set(command, output);
  return output;
}

function run(command: string): string {
  const { status, signal, stdout, stderr, error } = spawnSync('/bin/sh', ['-c', command], {
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error) throw new Error(`the command cannot be run: ${error.message}`);
  if (status === 0) return stdout;
  const end = stderr.trim().split('\n').at(-1) ?? '';
  throw new Error(`the command ends with ${status === null ? String(signal) : `exit status ${status}`}: ${end}`);
}
