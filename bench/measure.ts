import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

export interface Command {
  readonly argv: readonly string[];
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Time limit, after which the command is ended and counts as failed. */
  readonly limitMs?: number;
}

/** One run of a command. */
export interface Sample {
  readonly wallMs: number;
  /** CPU time of the command and of the processes that it waited for, without the hosts. */
  readonly cpuMs: number;
  readonly output: string;
}

/** Runs a command to its end, and measures it. Rejects with the end of its output if it fails. */
export async function measure(command: Command): Promise<Sample> {
  const [program, ...rest] = command.argv;
  if (program === undefined) throw new Error('an empty command');
  const start = performance.now();
  // the shell's `times` includes the children that it waited for
  const child = spawn('bash', ['-c', '"$@"; status=$?; times >&3; exit $status', 'measure', program, ...rest], {
    cwd: command.directory,
    env: { ...process.env, ...command.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  running = child;
  const { limitMs = 300_000 } = command;
  const timer = setTimeout(endMeasured, limitMs);
  let output = '';
  let times = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stdio[3]?.on('data', (chunk: Buffer) => (times += chunk.toString('utf8')));
  let wallMs = 0;
  child.on('exit', () => (wallMs = performance.now() - start));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearTimeout(timer);
  if (wallMs >= limitMs) throw new Error(`${command.argv.join(' ')} was ended after ${limitMs / 1000} s`);
  if (code !== 0) throw new Error(`${command.argv.join(' ')} ended with ${code}:\n${output.slice(-3000)}`);
  return { wallMs, cpuMs: readTimes(times), output };
}

let running: ChildProcess | undefined;

/** Ends the measured command with all of its processes. */
export function endMeasured(): void {
  if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null) return;
  process.kill(-running.pid, 'SIGTERM');
}

/** The second line of bash's `times` contains the user and system time of its children, as `0m1.234s`. */
function readTimes(text: string): number {
  const words = (text.split('\n')[1] ?? '').split(' ');
  return words.reduce((sum, word) => {
    const [, minutes = '0', seconds = '0'] = /^(\d+)m([\d.]+)s$/.exec(word) ?? [];
    return sum + (Number(minutes) * 60 + Number(seconds)) * 1000;
  }, 0);
}
