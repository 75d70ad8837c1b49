import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { loadModule } from '../../../src/modules/registry.ts';
import { rootShell } from '../support/host-shell.ts';
import { ssh } from '../support/lab.ts';
import { readEvents } from '../support/law.ts';
import { snapshot, snapshotDifference } from '../support/snapshot.ts';
import type { Project } from '../support/use-project.ts';
import type { Foretold } from './foretell.ts';
import { findUntrue, foretell } from './foretell.ts';
import { judgeRound } from './judge-round.ts';
import type { LabCase } from './lab-case.ts';

/** Cases that run together, as a role. */
export interface RoundPart {
  /** Of the role; a new one each round, since what a role no longer declares would be removed. */
  readonly name: string;
  readonly cases: readonly LabCase[];
}

/** A host, and the roles that run on it. */
export interface RoundHost {
  readonly host: string;
  readonly parts: readonly RoundPart[];
}

/** What was foretold of a round, and its four runs. */
export interface RoundRuns {
  readonly plans: Foretold['plans'];
  readonly check: readonly EngineEvent[];
  readonly apply: readonly EngineEvent[];
  readonly again: readonly EngineEvent[];
  readonly checkAgain: readonly EngineEvent[];
}

/**
 * Runs cases through the command line: check, apply, apply again, check again. Gives a line for each thing that went
 * otherwise than it should; the check must leave no trace on a host.
 */
export async function runRound(project: Project, hosts: readonly RoundHost[], release: string): Promise<string[]> {
  const cases = hosts.flatMap(casesOf);
  // jest loads one module at a time
  for (const { module } of cases) await loadModule(module);
  writeRound(project, hosts);
  const prepared = await onEach(hosts, (host) => runScripts(host, 'given'));
  const roles = join(project.directory, 'roles');
  const foretold = await onEach(hosts, async ({ host, parts }) => [
    { host, told: await foretell(parts, rootShell(host), { release, roles }) },
  ]);
  const plans = new Map(foretold.flatMap(({ told }) => [...told.plans]));
  const before = await snapshots(hosts);
  const check = await run(project, '--check');
  const after = await snapshots(hosts);
  const traces = hosts.flatMap(({ host }) =>
    snapshotDifference(before.get(host) ?? [], after.get(host) ?? [])
      .filter((line) => !line.endsWith(WATCHDOG))
      .map((line) => `after the check: ${line}`),
  );
  const apply = await run(project);
  const untrue = await onEach(foretold, ({ host, told }) => findUntrue(told, rootShell(host)));
  const again = await run(project);
  const checkAgain = await run(project, '--check');
  const proven = await onEach(hosts, (host) => runScripts(host, 'proof'));
  const judged = await judgeRound(cases, { plans, check, apply, again, checkAgain });
  return [...prepared, ...traces, ...judged, ...untrue, ...proven];
}

/** What watches over the session of a run that has ended; it ends by itself. */
const WATCHDOG = 'process\troot sleep 15';

const casesOf = ({ parts }: RoundHost): LabCase[] => parts.flatMap((part) => part.cases);

function writeRound(project: Project, hosts: readonly RoundHost[]): void {
  const roles = hosts.flatMap(({ host, parts }) => parts.map(({ name }) => ({ role: name, hosts: host })));
  project.write('playbooks/site.yml', JSON.stringify([{ name: 'round', hosts: 'all', become: true, roles }]));
  for (const { name, cases } of hosts.flatMap(({ parts }) => parts)) {
    project.write(`roles/${name}/tasks/main.yml`, JSON.stringify(cases.flatMap(renderTasks)));
    for (const [path, file] of cases.flatMap(({ files = {} }) => Object.entries(files))) {
      const { content, mode } = typeof file === 'string' ? { content: file, mode: '0644' } : file;
      const target = `roles/${name}/${path.endsWith('.ejs') ? 'templates' : 'files'}/${path}`;
      project.write(target, content);
      chmodSync(join(project.directory, target), Number.parseInt(mode, 8));
    }
  }
}

/** A task by the name of its case, and one that shows what it has registered. */
function renderTasks({ place, module, params, as, fails, result }: LabCase): Record<string, unknown>[] {
  const task = {
    name: place,
    [module]: params,
    ...(as !== undefined && { become_user: as }),
    ...(fails !== undefined && { ignore_errors: true }),
  };
  if (!result) return [task];
  return [
    { ...task, register: 'seen' },
    { name: `result of ${place}`, debug: { msg: '<%= json(seen) %>' } },
  ];
}

async function run(project: Project, ...args: string[]): Promise<EngineEvent[]> {
  const file = join(project.directory, 'events.ndjson');
  const result = await project.provision([...args, '-i', 'test', '--events', file], { timeoutMs: 120_000 });
  // 1: a task failed, which is told of by its case
  if (result.exitCode !== 0 && result.exitCode !== 1)
    throw new Error(`provision ${args.join(' ')} exited with ${result.exitCode}\n${result.stdout}${result.stderr}`);
  return readEvents(file);
}

/** At the same time. */
const onEach = async <T, R>(items: readonly T[], act: (item: T) => Promise<readonly R[]>): Promise<R[]> =>
  (await Promise.all(items.map(act))).flat();

/** Runs the scripts of cases, in order, each in a shell of its own; tells of those that failed. */
async function runScripts(on: RoundHost, which: 'given' | 'proof'): Promise<string[]> {
  const scripts = casesOf(on).flatMap((given) => {
    const script = given[which];
    return script === undefined ? [] : [`(\n${script}\n) </dev/null || echo '${given.place}: its ${which} failed'`];
  });
  if (scripts.length === 0) return [];
  const { stdout, stderr } = await ssh(on.host, 'sudo sh', { stdin: `{\n${scripts.join('\n')}\n}\n` });
  const failed = stdout.split('\n').filter((line) => line.endsWith(`: its ${which} failed`));
  return failed.length > 0 ? [...failed, stdout, stderr] : [];
}

const snapshots = async (hosts: readonly RoundHost[]): Promise<Map<string, readonly string[]>> =>
  new Map(await Promise.all(hosts.map(async ({ host }) => [host, await snapshot(host)] as const)));
