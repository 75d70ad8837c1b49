import { spawn } from 'node:child_process';

export interface CommandResult {
  /** 128 and the signal's number is not computed: a command ended by a signal has exit code -1. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly timeoutMs?: number;
  /** Called with the process as soon as it runs, for tests that send it signals or watch its output. */
  readonly onStart?: (child: RunningCommand) => void;
}

interface RunningCommand {
  readonly pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
  onStdout(listener: (text: string) => void): void;
  onStderr(listener: (text: string) => void): void;
  /** Reads no more of its stdout: what it prints further is refused. */
  closeStdout(): void;
}

/** Runs one program to its end; a non-zero exit code is a result, not an error. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs,
    });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? -1, stdout: stdout(), stderr: stderr() }));
    // The program may end without reading its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
    options.onStart?.({
      pid: child.pid,
      kill: (signal) => void child.kill(signal),
      onStdout: (listener) => void child.stdout.on('data', listener),
      onStderr: (listener) => void child.stderr.on('data', listener),
      closeStdout: () => void child.stdout.destroy(),
    });
  });
}

/** As `runCommand`, for what a test needs only to go well: resolves to stdout, rejects with both outputs when the exit code is not 0. */
export async function runOrThrow(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await runCommand(program, args, options);
  if (result.exitCode !== 0) {
    throw new Error(`${[program, ...args].join(' ')} exited with ${result.exitCode}\n${result.stdout}${result.stderr}`);
  }
  return result.stdout;
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => (text += chunk));
  return () => text;
}
