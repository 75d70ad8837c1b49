import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClusterJob } from '../../src/cluster/jobs/cluster-job.ts';
import { cutJobs } from '../../src/cluster/jobs/cut-jobs.ts';
import { JobBoard } from '../../src/cluster/local/job-board.ts';
import { planned } from './planned.ts';

const WELL = { unmet: { nodes: new Set<string>(), hosts: new Set<string>() }, isFatal: false };
const failed = (...hosts: string[]) => ({ unmet: { nodes: new Set<string>(), hosts: new Set(hosts) }, isFatal: false });

const cut = (mostHosts: number): ClusterJob[] =>
  cutJobs([planned('one', [{ role: 'a', hosts: ['x', 'y'] }]), planned('two', [{ role: 'b', hosts: ['z'] }])], {
    labelOf: () => 'default',
    mostHosts,
    isOrdered: true,
    isWhole: () => false,
  });
/** Takes jobs and ends them, each as it is said for its name, until none is left to begin. */
function perform(jobs: readonly ClusterJob[], ends: Readonly<Record<string, typeof WELL>> = {}): string[] {
  const board = new JobBoard(jobs);
  const order: string[] = [];
  for (let job = board.take(); job; job = board.take()) {
    order.push(job.name);
    board.end(job, ends[job.name] ?? WELL);
  }
  expect(board.isDone).toBe(true);
  return order;
}

describe('jobs of processes', () => {
  test('begin when those before them have ended', () => {
    const board = new JobBoard(cut(1));
    const [first, second] = [board.take(), board.take()];
    expect([first?.name, second?.name, board.take()]).toEqual(['play1-default-1', 'play1-default-2', undefined]);
    if (first) board.end(first, WELL);
    expect([board.take(), board.isDone]).toEqual([undefined, false]);
    if (second) board.end(second, WELL);
    expect([board.take()?.name, board.isDone]).toEqual(['play2-default-3', true]);
  });

  test('of later plays do not begin where all hosts of a play have failed', () => {
    const ends = { 'play1-default-1': failed('x'), 'play1-default-2': failed('y') };
    expect(perform(cut(1), ends)).toEqual(['play1-default-1', 'play1-default-2']);
  });

  test('of later plays begin where one host is left', () => {
    expect(perform(cut(1), { 'play1-default-1': failed('x') })).toHaveLength(3);
  });

  test('do not start after a process reports the end of the run', () => {
    expect(perform(cut(1), { 'play1-default-1': { ...WELL, isFatal: true } })).toEqual(['play1-default-1']);
  });

  test('all begin once where nothing fails, whatever the graph', () => {
    const graphs = fc.array(fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 4 }), (hosts, mostHosts) => {
        const roles = hosts.map((own, index) => ({
          role: `r${index}`,
          hosts: own,
          requires: index === 0 ? [] : [`r${index - 1}`],
        }));
        const options = { labelOf: () => 'default', mostHosts, isOrdered: true, isWhole: () => false };
        const jobs = cutJobs([planned('p', roles)], options);
        expect(perform(jobs).sort()).toEqual(jobs.map(({ name }) => name).sort());
      }),
    );
  });
});
