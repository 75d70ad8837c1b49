import { isDeepStrictEqual } from 'node:util';
import type { EngineEvent, TaskFinished, TaskStatus } from '../../../src/engine/events.ts';
import { loadModule } from '../../../src/modules/registry.ts';
import { findBreaches } from '../support/law.ts';
import type { LabCase } from './lab-case.ts';
import type { RoundRuns } from './run-round.ts';

/** A line for each case and run that came to something else than it should, and for each breach of the law. */
export async function judgeRound(cases: readonly LabCase[], runs: RoundRuns): Promise<string[]> {
  const failing = new Set(cases.filter(({ fails }) => fails !== undefined).map(({ place }) => place));
  const going = (events: readonly EngineEvent[]): EngineEvent[] =>
    events.filter((event) => !('task' in event && event.task && failing.has(event.task.name)));
  const judged = await Promise.all(cases.map((given) => judge(given, runs)));
  const problems = [runs.check, runs.apply, runs.again, runs.checkAgain]
    .flat()
    .flatMap((event) =>
      event.event === 'host.problem' || event.event === 'warning' ? [`${event.host ?? ''}: ${event.message}`] : [],
    );
  return [...problems, ...judged.flat(), ...findBreaches(going(runs.check), going(runs.apply))];
}

async function judge(given: LabCase, runs: RoundRuns): Promise<string[]> {
  const { place, fails, result, changes } = given;
  const [check, apply, again, checkAgain] = [runs.check, runs.apply, runs.again, runs.checkAgain].map((events) =>
    taskOf(events, place),
  );
  if (fails !== undefined) return judgeFailure(given, apply, fails);
  const changing = !(await isIdle(given));
  const expected: readonly [string, TaskFinished | undefined, TaskStatus][] = [
    ['check', check, changing ? 'would-change' : 'ok'],
    ['apply', apply, changing ? 'changed' : 'ok'],
    ['apply again', again, given.repeats ? 'changed' : 'ok'],
    ['check again', checkAgain, given.repeats ? 'would-change' : 'ok'],
  ];
  const planned = runs.plans.get(place);
  const told = planned?.status === 'change' ? planned.changes.map(({ attribute }) => attribute) : [];
  return [
    ...expected.flatMap(([name, event, status]) =>
      event?.status === status || isInDoubt(event)
        ? []
        : [`${describe(given)}, ${name}: not ${status}, but ${describeEvent(event)}`],
    ),
    ...(changing === told.length > 0 ? [] : [`${describe(given)}: by itself it is ${JSON.stringify(planned)}`]),
    ...(changes && !isDeepStrictEqual(told, changes) ? [`${describe(given)}: told ${JSON.stringify(told)}`] : []),
    ...(result ? judgeResult(given, runs.apply, result) : []),
  ];
}

/** What the other tasks of the round are going to do may leave a check in doubt. What the task does by itself is held to. */
const isInDoubt = (event: TaskFinished | undefined): boolean =>
  (event?.status === 'may-change' || event?.status === 'skipped') &&
  /^(depends on|the home of|an earlier change)/.test(event.message ?? '');

function judgeFailure(given: LabCase, apply: TaskFinished | undefined, fails: string): string[] {
  const { message = '', hint = '', stdout = '', stderr = '' } = apply?.failure ?? {};
  const isAsSaid = apply?.status === 'ignored' && [message, hint, stdout, stderr].join('\n').includes(fails);
  return isAsSaid ? [] : [`${describe(given)}: does not fail with "${fails}", but ${describeEvent(apply)}`];
}

function judgeResult(given: LabCase, apply: readonly EngineEvent[], result: unknown): string[] {
  const shown = taskOf(apply, `result of ${given.place}`)?.message ?? 'null';
  return holds(result, JSON.parse(shown)) ? [] : [`${describe(given)}: registered ${shown}`];
}

async function isIdle({ module: name, changes }: LabCase): Promise<boolean> {
  return changes ? changes.length === 0 : (await loadModule(name))?.kind === 'read';
}

const taskOf = (events: readonly EngineEvent[], name: string): TaskFinished | undefined =>
  events.find((event): event is TaskFinished => event.event === 'task.finished' && event.task.name === name);

/** Whether everything that is expected is there; lists are compared whole. */
function holds(expected: unknown, found: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return isDeepStrictEqual(expected, found);
  if (typeof found !== 'object' || found === null) return false;
  if (Array.isArray(expected) && expected.length !== (found as unknown[]).length) return false;
  return Object.entries(expected).every(([key, value]) => holds(value, (found as Record<string, unknown>)[key]));
}

const describe = ({ place, module, params }: LabCase): string => `${place} (${module} ${JSON.stringify(params)})`;

const describeEvent = (event: TaskFinished | undefined): string =>
  event
    ? JSON.stringify({ status: event.status, changes: event.changes, message: event.message, ...event.failure })
    : 'nothing';
