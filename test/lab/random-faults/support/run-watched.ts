import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { settled, until } from '../../../support/until.ts';
import { runCommand } from '../../support/run-command.ts';
import type { CommandResult } from '../../support/run-command.ts';
import type { Project } from '../../support/use-project.ts';

/** A run under way. */
export interface Running {
  readonly pid: number;
  readonly hasEnded: () => boolean;
  /** Reads no more of what it prints, as a pager that is left does. */
  readonly closeStdout: () => void;
  /** Resolves when it has told so many events, or has ended. */
  readonly hasTold: (events: number) => Promise<void>;
}

export interface Watched extends CommandResult {
  readonly silence: Silence;
  /** Its processes on this machine that are there after its end. */
  readonly left: readonly string[];
}

/** The longest time without output, from the start to the end. */
export interface Silence {
  readonly ms: number;
  /** What was printed last before it; none before the heading. */
  readonly after: string;
}

export interface WatchedRun {
  /** Names it among the runs of the suite. */
  readonly name: string;
  readonly flags?: readonly string[];
  /** Called when it has begun. */
  readonly strike?: (running: Running) => unknown;
}

const PATIENCE_MS = 240_000;
/** All processes of a run have it in their environment. */
const MARK = 'PROVISION_RANDOM_FAULT';

export async function runWatched(project: Project, { name, flags = [], strike }: WatchedRun): Promise<Watched> {
  const events = join(project.directory, `events-${name}`);
  const mark = `${process.pid}-${name}`;
  const silence = new SilenceWatch();
  let hasEnded = false;
  let struck: unknown;
  const hasTold = async (count: number): Promise<void> => {
    await until(`${count} events`, () => hasEnded || countLines(events) >= count, {
      timeoutMs: PATIENCE_MS,
      everyMs: 5,
    });
  };
  const result = await project.provision(['apply', '-i', 'test', '--output', 'plain', '--events', events, ...flags], {
    env: { [MARK]: mark },
    timeoutMs: PATIENCE_MS,
    onStart: (child) => {
      child.onStdout((text) => silence.end(text));
      child.onStderr((text) => silence.end(text));
      struck = strike?.({
        pid: child.pid ?? 0,
        hasEnded: () => hasEnded,
        closeStdout: () => child.closeStdout(),
        hasTold,
      });
    },
  });
  hasEnded = true;
  silence.end();
  await struck;
  return { ...result, silence: silence.longest, left: await processesLeft(mark) };
}

class SilenceWatch {
  longest: Silence = { ms: 0, after: '' };
  #sinceMs = performance.now();
  #after = '';

  end(text = ''): void {
    const nowMs = performance.now();
    const ms = nowMs - this.#sinceMs;
    if (ms > this.longest.ms) this.longest = { ms, after: this.#after };
    this.#sinceMs = nowMs;
    this.#after = text.trimEnd().split('\n').at(-1) ?? '';
  }
}

const countLines = (path: string): number => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0);

/** Waits a moment for those that are ending. */
async function processesLeft(mark: string): Promise<string[]> {
  const found = await settled(
    () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isMarked(pid, mark)),
    (pids) => pids.length === 0,
    { timeoutMs: 2000, everyMs: 100 },
  );
  return Promise.all(found.map(describe));
}

/** A process may end while it is looked at. */
function isMarked(pid: string, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${MARK}=${mark}`);
  } catch {
    return false;
  }
}

const describe = async (pid: string): Promise<string> =>
  (await runCommand('ps', ['-o', 'pid=,stat=,args=', '-p', pid])).stdout.trim().slice(0, 200);
