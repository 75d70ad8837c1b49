import { join } from 'node:path';
import { expect } from '@jest/globals';
import { assertLaw, countMayChanges, readEvents } from './law.ts';
import type { Project } from './use-project.ts';

type Events = ReturnType<typeof readEvents>;

/** Runs provision in a project with its inventory `test`, expects it to go well, and gives the run's events. */
export async function runSite(project: Project, ...args: string[]): Promise<Events> {
  const file = join(project.directory, 'events.ndjson');
  const result = await project.provision([...args, '-i', 'test', '--events', file]);
  if (result.exitCode !== 0)
    throw new Error(`provision ${args.join(' ')} ended with ${result.exitCode}:\n${result.stdout}\n${result.stderr}`);
  return readEvents(file);
}

/** How many tasks and handlers have this status. */
export const countOf = (events: Events, status: string): number =>
  events.filter((event) => 'status' in event && 'task' in event && event.status === status).length;

/**
 * What holds for every role: a dry run, an apply that does what was told, and then nothing left to do, for apply and dry run alike.
 * `mayChanges` is the most that the first dry run may leave open.
 */
export async function expectLawfulConvergence(project: Project, mayChanges: number): Promise<void> {
  const check = await runSite(project, '--check');
  const apply = await runSite(project);
  assertLaw(check, apply);
  expect(countOf(apply, 'changed')).toBeGreaterThan(0);
  expect(countMayChanges(check)).toBeLessThanOrEqual(mayChanges);
  const again = await runSite(project);
  expect(countOf(again, 'changed')).toBe(0);
  const after = await runSite(project, '--check');
  expect([countOf(after, 'would-change'), countMayChanges(after)]).toEqual([0, 0]);
}
