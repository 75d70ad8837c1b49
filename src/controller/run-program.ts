import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { isFileError } from './file-error.ts';

/** A program that has not ended is told of after so long, then after twice as long, and so on up to the longest pause. */
const FIRST_TOLD_MS = 15_000;
const LONGEST_PAUSE_MS = 300_000;
const MOST_STDOUT_BYTES = 100 * 1024 * 1024;
const STDERR_KEPT = 64 * 1024;
/** A program may end and leave a process that keeps its output open. */
const DRAINED_MS = 1000;

export interface ProgramOptions {
  /** What it is, in messages: `inventory script hosts.sh`. */
  readonly name: string;
  readonly args: readonly string[];
  /** Told, from time to time, that it is waited for. */
  readonly tell: (line: string) => void;
  /** Absent: for as long as it takes. */
  readonly timeoutMs?: number | undefined;
  /** Limit for its stdout. */
  readonly mostBytes?: number | undefined;
  readonly firstToldMs?: number | undefined;
  /** It may ask its own question on the terminal; its stderr is shown. Otherwise it has no terminal, and its stdin is empty. */
  readonly asksPerson?: boolean | undefined;
}

export interface ProgramOutput {
  readonly stdout: Buffer;
  /** The end of it. */
  readonly stderr: string;
  /** What follows its name where it did not end well: `ended with exit status 1`. */
  readonly failure?: string | undefined;
}

/**
 * Runs a program of the controller while a project is loaded. It ends with this process: by Ctrl-C, SIGTERM or SIGHUP too, which
 * end this process as they do while no program runs.
 */
export async function runProgram(file: string, options: ProgramOptions): Promise<ProgramOutput> {
  const { args, timeoutMs, mostBytes = MOST_STDOUT_BYTES, asksPerson = false } = options;
  const child = spawn(file, args, {
    stdio: [asksPerson ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    detached: !asksPerson,
  });
  const end = (): void => killAll(child, !asksPerson);
  const output = collect(child, { end, isShown: asksPerson, mostBytes });
  const stopTelling = tellWaits(options, output.lastLine);
  const stopListening = endWithProcess(end);
  const late = new AbortController();
  late.signal.addEventListener('abort', end);
  const deadline = timeoutMs === undefined ? undefined : setTimeout(() => late.abort(), timeoutMs);
  try {
    const failure = await whyFailed(child);
    return output.give(late.signal.aborted ? `did not end within ${String((timeoutMs ?? 0) / 1000)} s` : failure);
  } finally {
    clearTimeout(deadline);
    stopTelling();
    stopListening();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** With all that it has started, where it has a process group of its own. */
function killAll({ pid }: ChildProcess, hasGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(hasGroup ? -pid : pid, 'SIGKILL');
  } catch (error) {
    // it has ended
    if (!isFileError(error) || error.code !== 'ESRCH') throw error;
  }
}

interface Collected {
  readonly lastLine: () => string;
  readonly give: (failure: string | undefined) => ProgramOutput;
}

interface Collecting {
  /** Called when the program has printed too much. */
  readonly end: () => void;
  /** Whether its stderr is shown. */
  readonly isShown: boolean;
  readonly mostBytes: number;
}

function collect({ stdout, stderr }: ChildProcess, { end, isShown, mostBytes }: Collecting): Collected {
  const chunks: Buffer[] = [];
  let size = 0;
  let said = '';
  stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > mostBytes) end();
    else chunks.push(chunk);
  });
  stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-STDERR_KEPT);
    if (isShown) process.stderr.write(chunk);
  });
  const tooLarge = `printed more than ${String(mostBytes / 1024 / 1024)} MB`;
  return {
    lastLine: () => said.trimEnd().split('\n').at(-1) ?? '',
    give: (failure) => ({
      stdout: Buffer.concat(chunks),
      stderr: said,
      failure: size > mostBytes ? tooLarge : failure,
    }),
  };
}

function tellWaits({ name, tell, firstToldMs = FIRST_TOLD_MS }: ProgramOptions, lastLine: () => string): () => void {
  const startMs = performance.now();
  let timer: NodeJS.Timeout;
  const plan = (ms: number): void => {
    timer = setTimeout(() => {
      const line = lastLine();
      const seconds = Math.round((performance.now() - startMs) / 1000);
      tell(`waiting for ${name}, ${String(seconds)} s${line === '' ? '' : `: ${line}`}`);
      plan(Math.min(ms * 2, LONGEST_PAUSE_MS));
    }, ms);
  };
  plan(firstToldMs);
  return () => clearTimeout(timer);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Where nobody else listens for the signal, it ends this process, too. */
function endWithProcess(end: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    end();
    stop();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const stop = (): void => {
    process.off('exit', end);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.on('exit', end);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return stop;
}

/** Undefined where it ended with 0. */
function whyFailed(child: ChildProcess): Promise<string | undefined> {
  return new Promise((done) => {
    child.on('error', (error: NodeJS.ErrnoException) => done(notRun(error)));
    const ended = (code: number | null, signal: NodeJS.Signals | null): void =>
      done(code === 0 ? undefined : howEnded(code, signal));
    child.on('close', ended);
    child.on('exit', (code, signal) => setTimeout(() => ended(code, signal), DRAINED_MS).unref());
  });
}

export const howEnded = (code: number | null, signal: NodeJS.Signals | null): string =>
  code === null ? `was ended by ${String(signal)}` : `ended with exit status ${String(code)}`;

const notRun = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT'
    ? 'could not be run: the program in its first line does not exist'
    : `could not be run: ${code ?? message}`;
