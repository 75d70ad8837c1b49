import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../lab/support/run-command.ts';
import { until } from '../../support/until.ts';
import type { Fault } from './fault.ts';
import { STEPS } from './fault-project.ts';
import type { Running, Scene } from './scene.ts';

const STOPPING = /stopping after the running tasks/;

/** Words before the program's that run it on a terminal of its own, which ends with the first process. */
const ON_A_TERMINAL = [
  'sh',
  '-c',
  `q=; for w; do q="$q '$w'"; done; exec script --quiet --return --command "$q" /dev/null`,
  'terminal',
];

const JUMP = `const now = Date.now; let by = 0; Date.now = () => now() + by; setTimeout(() => (by = 3600e3), 1500).unref()`;

export const CONTROLLER_FAULTS: readonly Fault[] = [
  {
    name: 'controller killed (SIGKILL), and the next run begins while its step still runs',
    steps: STEPS,
    sample: ['command'],
    strike: (_, running) => kill(running, 'SIGKILL'),
    holds: true,
    exitCodes: [-1],
  },
  {
    name: 'Ctrl-C',
    steps: STEPS,
    strike: async (_, running) => {
      kill(running, 'SIGINT');
      await running.says(STOPPING);
    },
    exitCodes: [130],
    says: STOPPING,
  },
  {
    name: 'Ctrl-C twice',
    steps: STEPS,
    sample: ['template'],
    strike: async (_, running) => {
      kill(running, 'SIGINT');
      await running.says(STOPPING);
      kill(running, 'SIGINT');
      await until('the run has ended', () => !existsSync(`/proc/${running.pid}`));
    },
    exitCodes: [130],
    says: STOPPING,
  },
  {
    name: 'terminal closed',
    steps: STEPS,
    prefix: ON_A_TERMINAL,
    strike: (scene, running) => {
      scene.undo.push(() => until('the run has ended', () => hasEnded(scene)));
      kill(running, 'SIGKILL');
    },
    exitCodes: [-1],
  },
  {
    name: 'controller frozen for 5 s (SIGSTOP)',
    steps: STEPS,
    strike: (scene, running, step) => freeze(running, 5000, () => step && scene.release(step)),
    exitCodes: [0],
  },
  {
    name: 'controller frozen for 75 s, longer than its host waits for it',
    steps: ['command', 'async'],
    strike: (scene, running, step) => freeze(running, 75_000, () => step && scene.release(step)),
    exitCodes: [0],
  },
  {
    name: "controller's clock jumps by an hour",
    prefix: ['env', `NODE_OPTIONS=--import=data:text/javascript,${encodeURIComponent(JUMP)}`],
    exitCodes: [0],
  },
];

/** The controller killed as soon as it has told so many events. */
export const killedAtEvent = (count: number): Fault => ({
  name: 'controller killed (SIGKILL) at each of its events',
  at: `event ${count}`,
  strike: async (_, running) => {
    await Promise.race([
      running.done,
      until(`${count} events`, () => running.eventCount() >= count, { everyMs: 5, timeoutMs: 120_000 }),
    ]);
    kill(running, 'SIGKILL');
  },
  exitCodes: [-1, 0],
});

/** Does nothing where it has ended by itself. */
function kill({ pid }: Running, signal: NodeJS.Signals): void {
  if (existsSync(`/proc/${pid}`)) process.kill(pid, signal);
}

async function freeze(running: Running, ms: number, meanwhile: () => unknown): Promise<void> {
  kill(running, 'SIGSTOP');
  await meanwhile();
  await sleep(ms);
  kill(running, 'SIGCONT');
}

async function hasEnded({ project }: Scene): Promise<boolean> {
  const { stdout } = await runCommand('pgrep', ['-f', `${project.directory}/events`]);
  return stdout === '';
}
