import { spawnSync } from 'node:child_process';
import pLimit from 'p-limit';
import type { ProgramOutput } from './run-program.ts';
import { howEnded, runProgram } from './run-program.ts';

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 10 * 1024 * 1024;
const MOST_AT_ONCE = 8;

/** A template is rendered several times in a run, and must give the same each time. */
const known = new Map<string, string>();

/** Commands that have started and not ended. Each is removed when it has ended. */
const running = new Map<string, Promise<Outcome>>();

const limit = pLimit(MOST_AT_ONCE);

/** Lint and the checks before a run evaluate conditions too, and must start nothing. Set when a run starts, and never cleared. */
let isAllowed = false;

/** What a command has printed, or why it failed. */
type Outcome = string | Error;

/** The commands of one evaluation, which is repeated when they have ended. Most evaluations have none. */
interface Evaluation {
  readonly ended: ReadonlyMap<string, Outcome> | undefined;
  met: Map<string, Promise<Outcome>> | undefined;
}

/** The current evaluation; `none`: one that starts no commands; undefined: one that waits for them. Set and reset by `within`. */
let current: Evaluation | 'none' | undefined;

/** The evaluation has to be repeated: the command has not ended. */
export class CommandRuns extends Error {
  constructor() {
    super('the command has not ended yet');
    this.name = 'CommandRuns';
  }
}

/** Calls its argument, which must be synchronous. */
export type Within = <T>(work: () => T) => T;

/** From here on expressions may run commands on this machine. */
export function allowLocalCommands(): void {
  isAllowed = true;
}

/** Throws before a run. */
export function refuseBeforeRun(what: string): void {
  if (!isAllowed) throw new Error(`${what} is run when the playbook runs, not before`);
}

/**
 * What a command of the shell prints on this machine; it is run once. Throws before a run, where it fails, or takes over a minute.
 * In an evaluation by `withLocalCommands` it throws `CommandRuns` until the command has ended; elsewhere everything waits for the command.
 */
export function runLocally(command: string, timeoutMs = TIMEOUT_MS): string {
  refuseBeforeRun('the command');
  const output = known.get(command) ?? outcomeOf(command, timeoutMs);
  if (output instanceof Error) throw output;
  known.set(command, output);
  return output;
}

function outcomeOf(command: string, timeoutMs: number): Outcome {
  if (current === undefined) return runAndWait(command, timeoutMs);
  if (current === 'none') return new CommandRuns();
  const ended = current.ended?.get(command);
  if (ended !== undefined) return ended;
  (current.met ??= new Map()).set(command, start(command, timeoutMs));
  return new CommandRuns();
}

/** An expression may compute another command each time. */
const MOST_REPEATED = 100;

/**
 * Evaluates something whose expressions may run commands on this machine, until all of these have ended. What evaluates is called within
 * the argument of `evaluate`; it has no side effects, since it is repeated. `wait` waits for commands; if it rejects, so does this.
 */
export async function withLocalCommands<T>(
  evaluate: (within: Within) => T | Promise<T>,
  wait: (ended: Promise<unknown>) => Promise<unknown>,
): Promise<T> {
  let ended: Map<string, Outcome> | undefined;
  for (let times = 0; times < MOST_REPEATED; times++) {
    const evaluation: Evaluation = { ended, met: undefined };
    try {
      const value = await evaluate((work) => within(evaluation, work));
      if (evaluation.met === undefined) return value;
    } catch (error) {
      if (evaluation.met === undefined) throw error;
    }
    await wait(Promise.all(evaluation.met.values()));
    ended ??= new Map();
    for (const [command, outcome] of evaluation.met) ended.set(command, await outcome);
  }
  return evaluate((work) => work());
}

/** Evaluates something whose expressions start no commands: those that have not run throw `CommandRuns`. */
export const withoutLocalCommands: Within = (work) => within('none', work);

function within<T>(evaluation: Evaluation | 'none', work: () => T): T {
  const outer = current;
  current = evaluation;
  try {
    return work();
  } finally {
    current = outer;
  }
}

function start(command: string, timeoutMs: number): Promise<Outcome> {
  const begun = running.get(command);
  if (begun) return begun;
  const args = ['-c', command];
  const options = { name: 'the command', args, timeoutMs, mostBytes: MOST_BYTES, tell: () => undefined };
  const outcome = limit(() => runProgram('/bin/sh', options)).then((output) => {
    running.delete(command);
    const ended = toOutcome(output);
    if (typeof ended === 'string') known.set(command, ended);
    return ended;
  });
  running.set(command, outcome);
  return outcome;
}

const toOutcome = ({ stdout, stderr, failure }: ProgramOutput): Outcome =>
  failure === undefined ? stdout.toString('utf8') : failed(failure, stderr);

/** With the last line that it has printed on stderr. */
function failed(failure: string, stderr: string): Error {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return new Error(`the command ${failure}${last === '' ? '' : `: ${last}`}`);
}

function runAndWait(command: string, timeout: number): Outcome {
  const { status, signal, stdout, stderr, error } = spawnSync('/bin/sh', ['-c', command], {
    encoding: 'utf8',
    timeout,
    // it may ignore SIGTERM, and nothing else runs meanwhile
    killSignal: 'SIGKILL',
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error) return failed(whyEnded(error, timeout), '');
  return status === 0 ? stdout : failed(howEnded(status, signal), stderr);
}

function whyEnded({ code, message }: NodeJS.ErrnoException, timeoutMs: number): string {
  if (code === 'ETIMEDOUT') return `did not end within ${String(timeoutMs / 1000)} s`;
  if (code === 'ENOBUFS') return `printed more than ${String(MOST_BYTES / 1024 / 1024)} MB`;
  return `could not be run: ${message}`;
}
