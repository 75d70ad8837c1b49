import { spawn } from 'node:child_process';
import { VaultError } from './vault-error.ts';

const KILL_AFTER_MS = 2000;
const ENDING = ['SIGTERM', 'SIGHUP'] as const;
/** The terminal sends these to the editor as well, which has its own use for them. */
const EDITORS_OWN = ['SIGINT', 'SIGQUIT'] as const;

/**
 * Opens a file in the user's editor and waits for it to end. `editor` is a shell command, as git takes it. Throws
 * VaultError: `usage` where the editor fails, `interrupted` where this process is asked to end meanwhile; the editor
 * is ended first.
 */
export async function runEditor(
  editor: string,
  path: string,
  signals: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process,
): Promise<void> {
  // Without exec a signal would end the shell and leave the editor.
  const child = spawn('/bin/sh', ['-c', `exec env ${editor} "$1"`, 'editor', path], { stdio: 'inherit' });
  let asked: (typeof ENDING)[number] | undefined;
  let killing: NodeJS.Timeout | undefined;
  const ignore = (): undefined => undefined;
  const end = (signal: NodeJS.Signals): void => {
    asked ??= ENDING.find((name) => name === signal);
    child.kill(signal);
    killing ??= setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  };
  ENDING.forEach((signal) => signals.on(signal, end));
  EDITORS_OWN.forEach((signal) => signals.on(signal, ignore));
  try {
    const status = await new Promise<string | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(describeEnd(code, signal)));
    });
    if (asked) throw new VaultError('interrupted', `ended by ${asked} while editing; nothing was saved`);
    if (status) throw new VaultError('usage', `the editor (${editor}) ${status}; nothing was saved`);
  } finally {
    clearTimeout(killing);
    ENDING.forEach((signal) => signals.off(signal, end));
    EDITORS_OWN.forEach((signal) => signals.off(signal, ignore));
  }
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (signal) return `was ended by ${signal}`;
  return code === 0 ? undefined : `failed with exit status ${code ?? 'unknown'}`;
}
