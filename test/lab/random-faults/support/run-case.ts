import { pause } from '../../../support/pause.ts';
import type { Project } from '../../support/use-project.ts';
import type { FaultyCase } from './arbitrary-case.ts';
import type { RandomFault, Scene } from './fault.ts';
import { FAULTS } from './faults.ts';
import type { FaultyHosts } from './faulty-hosts.ts';
import { judge } from './judge.ts';
import { leftOnHosts } from './leftovers.ts';
import { runWatched } from './run-watched.ts';
import type { Running, Watched } from './run-watched.ts';
import { writePlaybook } from './write-playbook.ts';

export interface CaseResult {
  /** How the faulty run, and the plain one after it, ended. */
  readonly exitCodes: readonly number[];
  readonly problems: readonly string[];
  /** What was printed, where there are problems. */
  readonly printed: string;
}

/** A run with a fault, then a plain one. */
export async function runCase(
  { project, hosts }: { readonly project: Project; readonly hosts: FaultyHosts },
  faulty: FaultyCase,
  name: string,
): Promise<CaseResult> {
  const fault = FAULTS[faulty.fault];
  if (!fault) throw new Error(`there is no fault ${faulty.fault}`);
  const scene: Scene = { hosts, host: faulty.host, choice: faulty.choice, undo: [] };
  await hosts.clear();
  writePlaybook(project, faulty, fault.task?.(scene));
  const { tags } = faulty.playbook;
  const flags = tags ? [`--${tags.flag}`, tags.tag] : [];
  let first: Watched;
  try {
    await fault.prepare?.(scene);
    const strike = async (running: Running): Promise<unknown> => (
      await moment(faulty, running),
      fault.strike?.(scene, running)
    );
    first = await runWatched(project, { name: `${name}-fault`, flags: [...flags, ...(fault.flags ?? [])], strike });
  } finally {
    for (const undo of scene.undo.reverse()) await undo();
  }
  writePlaybook(project, faulty, undefined);
  const second = await runWatched(project, { name: `${name}-plain`, flags });
  const problems = [...judge(first, fault), ...(await judgeSecond({ first, second }, fault, hosts))];
  const printed = problems.length === 0 ? '' : [first, second].map(textOf).join('\n----\n');
  return { exitCodes: [first.exitCode, second.exitCode], problems, printed };
}

async function moment({ afterEvents, delayMs }: FaultyCase, { hasTold }: Running): Promise<void> {
  await hasTold(afterEvents);
  await pause(delayMs);
}

async function judgeSecond(
  { first, second }: { readonly first: Watched; readonly second: Watched },
  { lingers = false }: RandomFault,
  hosts: FaultyHosts,
): Promise<string[]> {
  const problems = judge(second);
  // tags that select nothing are refused in both
  const isRefused = second.exitCode === 3 && [3, -1].includes(first.exitCode);
  if (![0, 1].includes(second.exitCode) && !isRefused) problems.push(`exit code ${second.exitCode}`);
  return [...problems.map((problem) => `the plain run after it: ${problem}`), ...(await leftOnHosts(hosts, lingers))];
}

const textOf = ({ stdout, stderr }: Watched): string => `${stdout}${stderr}`;
