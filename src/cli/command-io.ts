import type { Readable, Writable } from 'node:stream';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { askSecret } from './run/ask-line.ts';
import type { SignalWatch } from './start/watch-signals.ts';

/** A command's access to its process; tests pass their own. */
export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prompts without echo; absent if there is no terminal. */
  readonly prompt?: ((question: string) => Promise<string>) | undefined;
  /** If absent, a signal ends the process. */
  readonly signals?: SignalWatch | undefined;
  /** Reports the current step of a slow start; absent if nobody waits for it. */
  readonly noteStart?: ((what: string) => void) | undefined;
  /** Called with each diagnostic that is shown, before it is rendered. */
  readonly onDiagnostic?: ((diagnostic: Diagnostic) => void) | undefined;
  readonly setExitCode: (code: number) => void;
}

/** The io of the current process. */
export function createProcessIo(): CommandIo {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    prompt: askSecret,
    setExitCode: (code) => (process.exitCode = code),
  };
}
