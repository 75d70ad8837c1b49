import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { pause } from '../support/pause.ts';
import { until } from '../support/until.ts';
import { describeLab } from './support/describe-lab.ts';
import { sshOrThrow } from './support/lab.ts';
import type { CommandResult } from './support/run-command.ts';
import type { TestWorker } from './support/use-cluster.ts';
import { childrenOf, useCluster } from './support/use-cluster.ts';
import type { LabHost } from './support/use-host.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const ROUNDS = Number(process.env['PROVISION_KILL_ROUNDS'] ?? 50);
type Lane = 'one' | 'two';
/** Rounds side by side: each lane has hosts and workers of its own, and all share the database. */
const LANES: readonly Lane[] = ['one', 'two'];
/** Within it each kill has its moment: a run that nothing disturbs takes about as long. */
const MOMENTS_MS = 9000;

const EFFECTS = ['first', 'second', 'third', 'fourth', 'reloads'];
/** A step that ran twice leaves two lines. The third needs the result of the first, so that it is of another batch; the fourth is another role's. */
const STEPS = `- { name: directory, file: { path: '{{ at }}', state: directory } }
- { name: first, shell: { cmd: 'sleep 1; echo x >> first', chdir: '{{ at }}', creates: '{{ at }}/first' }, notify: reload }
- { name: second, shell: { cmd: 'sleep 1; echo x >> second', chdir: '{{ at }}', creates: '{{ at }}/second' } }
- { name: read, command: 'cat {{ at }}/first', register: read, changed_when: false }
- { name: third, shell: { cmd: 'sleep 1; echo {{ read.stdout }} >> third', chdir: '{{ at }}', creates: '{{ at }}/third' } }
`;
const LATER = `- { name: fourth, shell: { cmd: 'sleep 1; echo x >> fourth', chdir: '{{ at }}', creates: '{{ at }}/fourth' } }\n`;
const HANDLERS = `- { name: reload, shell: { cmd: echo x >> reloads, chdir: '{{ at }}' } }\n`;

type Victim = 'worker' | 'worker and its run' | 'database' | 'command';
const VICTIMS: readonly Victim[] = ['worker', 'worker and its run', 'database', 'command'];

jest.setTimeout(4 * 3600_000);

describeLab(`${ROUNDS} runs of which workers, the database and the command that started them are killed`, () => {
  const hosts = { one: [useHost(), useHost()], two: [useHost(), useHost()] };
  const project = useProject();
  const cluster = useCluster();
  const workers: Record<Lane, TestWorker[]> = { one: [], two: [] };
  /** What uses the database without waiting for it, and what ends it, one after the other. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  beforeAll(async () => {
    project().write('playbooks/site.yml', '- { name: site, hosts: all, become: true, roles: [work, later] }\n');
    project().write('roles/work/tasks/main.yml', STEPS);
    project().write('roles/work/handlers/main.yml', HANDLERS);
    project().write('roles/later/tasks/main.yml', LATER);
    project().write('roles/later/meta/main.yml', 'requires: [work]\n');
    for (const lane of LANES) {
      await project().writeInventory(...hostsOf(lane).map(({ name }) => name));
      const text = readFileSync(join(project().directory, 'inventories/test/hosts.yml'), 'utf8');
      project().write(`inventories/${lane}/hosts.yml`, `${text}    provision_runner: ${lane}\n`);
      for (let count = 0; count < 2; count++) startWorker(lane);
    }
    // what is killed before there are tables leaves no run to look for
    const all = LANES.flatMap((lane) => workers[lane]);
    await until(
      'all workers wait for jobs',
      () => all.every((worker) => worker.output().includes('waiting for jobs')),
      {
        timeoutMs: 300_000,
      },
    );
  });

  const hostsOf = (lane: Lane): LabHost[] => hosts[lane].map((host) => host());
  const startWorker = (lane: Lane): void => void workers[lane].push(cluster().startWorker(['--labels', lane]));
  const provision = (args: readonly string[], onStart?: (kill: () => void) => void): Promise<CommandResult> =>
    cluster().provision(args, {
      cwd: project().directory,
      onStart: (child) => onStart?.(() => child.kill('SIGKILL')),
    });
  const restart = (): Promise<void> => inTurn(() => cluster().restart());

  const killWorker = async (lane: Lane, isWithRun: boolean): Promise<void> => {
    const busy = workers[lane].find((worker) => childrenOf(worker).length > 0) ?? workers[lane][0];
    if (!busy) return;
    workers[lane] = workers[lane].filter((worker) => worker !== busy);
    const runs = isWithRun ? childrenOf(busy) : [];
    await busy.end('SIGKILL');
    for (const pid of runs) killIfThere(pid);
    startWorker(lane);
  };

  interface Round {
    readonly lane: Lane;
    readonly at: string;
    readonly victims: readonly Victim[];
  }

  /** The id of the run, once it is there; undefined: the command was killed before it had written it down. */
  const find = async (at: string): Promise<string | undefined> => {
    const query = `select id from provision.runs where request->'words' ? 'at=${at}'`;
    const text = await inTurn(() => cluster().database.sql(query));
    return text.trim() || undefined;
  };

  /** Runs it to its end; resolves to the exit code that is shown. */
  const perform = async ({ lane, at, victims }: Round): Promise<number> => {
    const words = [
      'apply',
      '-i',
      lane,
      '--cluster',
      cluster().url,
      '--output',
      'plain',
      '--shard-size',
      '1',
      '-e',
      `at=${at}`,
    ];
    let kill = (): void => undefined;
    const first = provision(words, (end) => (kill = end));
    const kills = victims.map(async (victim) => {
      await pause(Math.random() * MOMENTS_MS);
      if (victim === 'command') kill();
      else if (victim === 'database') await restart();
      else await killWorker(lane, victim === 'worker and its run');
    });
    const shown = await first;
    await Promise.all(kills);
    const run = await find(at);
    if (run === undefined) return perform({ lane, at, victims: [] });
    if (shown.exitCode === 0) return 0;
    return until(
      `the run ${run} is shown to its end`,
      async () => {
        await turn;
        const { exitCode } = await provision(['attach', run, '--output', 'plain']);
        // the other lane has ended the database just then
        return exitCode === 3 || exitCode === 4 ? undefined : exitCode;
      },
      { timeoutMs: 600_000, everyMs: 1000 },
    );
  };

  const counts = async ({ lane, at }: Round): Promise<number[]> => {
    const command = `sudo sh -c 'cd ${at} && for file in ${EFFECTS.join(' ')}; do cat $file 2>/dev/null | wc -l; done'`;
    const texts = await Promise.all(hostsOf(lane).map(({ name }) => sshOrThrow(name, command)));
    return texts.flatMap((text) => text.trim().split('\n').map(Number));
  };

  const wrong: string[] = [];
  const playRound = async (number: number, lane: Lane): Promise<void> => {
    const chosen = VICTIMS.filter(() => Math.random() < 0.45);
    const victims = chosen.length > 0 ? chosen : [VICTIMS[number % VICTIMS.length] ?? 'worker'];
    const round = { lane, at: `/opt/round-${number}`, victims };
    const beganMs = performance.now();
    const exitCode = await perform(round);
    const seen = await counts(round);
    const row = {
      round: number,
      victims,
      exitCode,
      once: seen.filter((count) => count === 1).length,
      twice: seen.filter((count) => count > 1).length,
      lost: seen.filter((count) => count === 0).length,
      seconds: Math.round((performance.now() - beganMs) / 1000),
    };
    const line = JSON.stringify(row);
    if (process.env['PROVISION_KILL_ROWS'] !== undefined)
      appendFileSync(process.env['PROVISION_KILL_ROWS'], `${line}\n`);
    if (exitCode !== 0 || row.twice + row.lost > 0) wrong.push(line);
  };

  test('all end well, with each step and each handler done once', async () => {
    let next = 1;
    const play = async (lane: Lane): Promise<void> => {
      while (next <= ROUNDS) await playRound(next++, lane);
    };
    await Promise.all(LANES.map(play));
    expect(wrong).toEqual([]);
  });
});

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
