import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnsibleOptions } from './contenders.ts';
import { ansible, floor, provision, provisionHere, scp, shell, untar } from './contenders.ts';
import type { EndState } from './end-state.ts';
import type { Sample } from './measure.ts';
import type { Host, Login } from './on-hosts.ts';
import { runOnHosts } from './on-hosts.ts';
import type { Options } from './options.ts';
import type { Entry, Work } from './run-work.ts';

export interface Bench {
  readonly scratch: string;
  readonly hosts: readonly Host[];
  readonly login: Login;
  readonly state: EndState;
  readonly options: Options;
}

interface Variation {
  readonly id: string;
  readonly roundTripMs?: number;
  /** Omits Ansible, which would take too long. */
  readonly quick?: boolean;
}

/** The common part of both runs of Ansible. */
function ansibles(
  bench: Bench,
  entry: Omit<Entry, 'contender' | 'command' | 'rounds'>,
  command: (options: AnsibleOptions, round: number) => ReturnType<typeof ansible>,
): Entry[] {
  const { slowRounds, hosts } = bench.options;
  return [
    { ...entry, contender: 'ansible', rounds: slowRounds, command: (round) => command({ forks: hosts }, round) },
    {
      ...entry,
      contender: 'mitogen',
      rounds: slowRounds,
      command: (round) => command({ forks: hosts, mitogen: true }, round),
    },
  ];
}

export function startWorks({ options, scratch }: Bench): Work[] {
  const here = (variant: string, ...words: string[]): Entry => ({
    contender: 'provision',
    variant,
    rounds: options.rounds,
    command: () => provisionHere(...words),
  });
  return [
    {
      id: 'start',
      title: 'Start',
      hosts: 0,
      entries: [
        {
          contender: 'node',
          variant: '-e 0',
          rounds: options.rounds,
          command: () => ({ argv: ['node', '-e', '0'], directory: '/' }),
        },
        here('--help', '--help'),
        here('lint', 'lint', '--inventory', 'prod', '--vault-password-file', join(scratch, 'vault-password')),
      ],
    },
  ];
}

/** (a) the hundred tasks, without changes. */
export function unchanged(bench: Bench, { id, roundTripMs, quick }: Variation): Work {
  const { scratch, options, hosts } = bench;
  const check = nothingChanged;
  return {
    id,
    title: 'A hundred tasks, nothing to change',
    hosts: hosts.length,
    ...(roundTripMs !== undefined && { roundTripMs }),
    entries: [
      { contender: 'floor', rounds: options.rounds, command: () => floor(scratch) },
      { contender: 'provision', rounds: options.rounds, command: () => provision(scratch, 'hundred'), check },
      ...(quick === true ? [] : ansibles(bench, { check }, (with_) => ansible(scratch, 'hundred', with_))),
    ],
  };
}

/** (b) the hundred tasks on clean hosts. */
export function fromNothing(bench: Bench, { id, roundTripMs, quick }: Variation): Work {
  const { scratch, options, hosts, state } = bench;
  const before = (): Promise<void> => state.wipe();
  const check = (): Promise<void> => state.expect('converged');
  return {
    id,
    title: 'A hundred tasks from nothing',
    hosts: hosts.length,
    ...(roundTripMs !== undefined && { roundTripMs }),
    entries: [
      { contender: 'shell', rounds: options.rounds, before, check, command: () => shell(scratch, names(hosts)) },
      ...(quick === true ? [] : ansibles(bench, { before, check }, (with_) => ansible(scratch, 'hundred', with_))),
      { contender: 'provision', rounds: options.rounds, before, check, command: () => provision(scratch, 'hundred') },
    ],
  };
}

let revision = 0;
const revised = (number: number): string[] => (number === 0 ? [] : ['-e', `bench_revision=r${number}`]);

/** (c) one template of the hundred tasks has changed. */
export function oneChanged(bench: Bench, { id, roundTripMs, quick }: Variation): Work {
  const { scratch, options, hosts } = bench;
  const current = (): string[] => revised(revision);
  const next = (): string[] => revised(++revision);
  return {
    id,
    title: 'One template changed',
    hosts: hosts.length,
    ...(roundTripMs !== undefined && { roundTripMs }),
    entries: [
      {
        contender: 'provision',
        variant: 'nothing to change',
        rounds: options.rounds,
        command: () => provision(scratch, 'hundred', ...current()),
        check: nothingChanged,
      },
      { contender: 'provision', rounds: options.rounds, command: () => provision(scratch, 'hundred', ...next()) },
      ...(quick === true ? [] : ansibles(bench, {}, (with_) => ansible(scratch, 'hundred', with_, ...next()))),
    ],
  };
}

/** (d) a dry run of (b). */
export function dryRun(bench: Bench, { id, roundTripMs, quick }: Variation): Work {
  const { scratch, options, hosts, state } = bench;
  const check = (): Promise<void> => state.expect('before');
  return {
    id,
    title: 'Dry run of a hundred tasks from nothing',
    hosts: hosts.length,
    ...(roundTripMs !== undefined && { roundTripMs }),
    entries: [
      { contender: 'floor', rounds: options.rounds, command: () => floor(scratch), check },
      {
        contender: 'provision',
        rounds: options.rounds,
        command: () => provision(scratch, 'hundred', '--check'),
        check,
      },
      ...(quick === true ? [] : ansibles(bench, { check }, (with_) => ansible(scratch, 'hundred', with_, '--check'))),
    ],
  };
}

/** (g) a thousand small files from one template. */
export function manyFiles(bench: Bench): Work[] {
  const { scratch, options, hosts, state } = bench;
  const rounds = Math.min(3, options.rounds);
  const before = (): Promise<void> => state.wipe();
  const check = (): Promise<void> => state.expect('many');
  const tar = untar(scratch, join(scratch, 'many'), '/opt/many', names(hosts));
  return [
    {
      id: 'g-nothing',
      title: 'A thousand small files from nothing',
      hosts: hosts.length,
      entries: [
        { contender: 'tar', rounds, before, check, command: () => tar },
        { contender: 'provision', rounds, before, check, command: () => provision(scratch, 'many') },
      ],
    },
    {
      id: 'g-unchanged',
      title: 'A thousand small files, nothing to change',
      hosts: hosts.length,
      entries: [{ contender: 'provision', rounds, command: () => provision(scratch, 'many'), check: nothingChanged }],
    },
  ];
}

/** (h) one file of 200 MB to one host. */
export function largeFile(bench: Bench): Work {
  const { scratch, hosts, login, options } = bench;
  const host = hosts[0];
  if (!host) throw new Error('no hosts');
  const rounds = Math.min(3, options.rounds);
  const before = async (): Promise<void> => {
    await runOnHosts([host], login, () => 'rm -f /opt/bench-large; sync');
    await rm(join(scratch, 'provision/.provision'), { recursive: true, force: true });
  };
  const root = ['-e', 'ansible_user=root'];
  return {
    id: 'h',
    title: 'One file of 200 MB to one host',
    hosts: 1,
    entries: [
      {
        contender: 'scp',
        variant: 'root',
        rounds,
        before,
        command: () => scp(scratch, join(scratch, 'large'), host.name, '/opt/bench-large'),
      },
      { contender: 'provision', variant: 'root', rounds, before, command: () => provision(scratch, 'large', ...root) },
      { contender: 'provision', variant: 'sudo', rounds, before, command: () => provision(scratch, 'large') },
      ...(options.without.has('ansible')
        ? []
        : [
            {
              contender: 'ansible' as const,
              variant: 'sudo',
              rounds: options.slowRounds,
              before,
              command: () => ansible(scratch, 'large', { forks: 1 }),
            },
          ]),
    ],
  };
}

const names = (hosts: readonly Host[]): string[] => hosts.map(({ name }) => name);

/** Ansible ends with a line per host that counts the changes, provision with a sentence. */
export function nothingChanged({ output }: Sample): Promise<void> {
  const counts = [...output.matchAll(/changed=(\d+)/g)].map(([, count]) => count);
  const isUnchanged = counts.length > 0 ? counts.every((count) => count === '0') : output.includes('\nNo changes. ');
  return isUnchanged ? Promise.resolve() : Promise.reject(new Error(`something was changed:\n${output.slice(-1500)}`));
}
