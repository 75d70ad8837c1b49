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
export function runLocally(command: string, timeoutMs = TIMEOUT_MS): string {
  if (!isAllowed) throw new Error('the command is run when the playbook runs, not before');
  const output = known.get(command) ?? run(command, timeoutMs);
  known.set(command, output);
  return output;
}

function run(command: string, timeout: number): string {
  const { status, signal, stdout, stderr, error } = spawnSync('/bin/sh', ['-c', command], {
    encoding: 'utf8',
    timeout,
    // it may ignore SIGTERM, and nothing else runs meanwhile
    killSignal: 'SIGKILL',
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error) throw new Error(whyEnded(error, timeout));
  if (status === 0) return stdout;
  const end = stderr.trim().split('\n').at(-1) ?? '';
  throw new Error(`the command ends with ${status === null ? String(signal) : `exit status ${status}`}: ${end}`);
}

function whyEnded({ code, message }: NodeJS.ErrnoException, timeoutMs: number): string {
  if (code === 'ETIMEDOUT') return `the command did not end within ${String(timeoutMs / 1000)} s`;
  if (code === 'ENOBUFS') return `the command printed more than ${String(MOST_BYTES / 1024 / 1024)} MB`;
  return `the command cannot be run: ${message}`;
}
