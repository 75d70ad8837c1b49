import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface ChildOptions {
  /** The program's main file. */
  readonly main: string;
  readonly words: readonly string[];
  readonly directory: string;
  readonly onLine: (line: string) => Promise<void>;
}

export interface ChildEnd {
  /** Null if a signal ended the process. */
  readonly exitCode: number | null;
  /** The end of its stderr. */
  readonly stderr: string;
}

export interface ChildRun {
  /** Permits the run to continue until this time of `performance.now()`, unless it is extended again. */
  readonly prolong: (untilMs: number) => void;
  /** Stops like SIGTERM: running tasks finish within 10 s, or are ended. */
  readonly stop: () => void;
  /** Like Ctrl-C: the first time, running tasks finish; the second time, or after `stop`, they are ended. */
  readonly interrupt: () => void;
  readonly ended: Promise<ChildEnd>;
}

const MOST_STDERR = 4000;

/** Runs the program as a process that ends with this one, whatever this one dies of. Ctrl-C at the terminal reaches it by this process alone. */
export function startChild({ main, words, directory, onLine }: ChildOptions): ChildRun {
  const child = spawn(process.execPath, [main, ...words, '--part', '--events', 'fd:3', '--lease-fd', '4'], {
    cwd: directory,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, , stderr, events, lease] = child.stdio as unknown as [null, null, Socket, Socket, Socket];
  let said = '';
  stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-MOST_STDERR)));
  // the child may end first
  lease.on('error', () => undefined);
  const ended = Promise.all([readLines(events, onLine), waitFor(child)]).then(([, exitCode]) => {
    lease.destroy();
    return { exitCode, stderr: said };
  });
  return {
    prolong: (untilMs) => {
      if (lease.writable) lease.write(`until ${Math.round(monotonicMs(untilMs))}\n`);
    },
    stop: () => lease.destroy(),
    interrupt: () => void child.kill('SIGINT'),
    ended,
  };
}

/** Converts a time of this process to the machine's monotonic clock. */
const monotonicMs = (momentMs: number): number =>
  Number(process.hrtime.bigint() / 1_000_000n) + momentMs - performance.now();

async function readLines(events: Socket, onLine: ChildOptions['onLine']): Promise<void> {
  for await (const line of createInterface({ input: events, crlfDelay: Infinity })) await onLine(line);
}

const waitFor = (child: ReturnType<typeof spawn>): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
