import { expect, test } from '@jest/globals';
import type { ListedStep } from '../../src/engine/review/listed-step.ts';
import { judgeHosts } from '../../src/plan-file/judge-hosts.ts';
import type { Plan, PlanHost } from '../../src/plan-file/plan-schema.ts';

const task = { id: 't', name: 'Write', module: 'copy', file: 'site.yml', line: 3 };
const step = (fields: Partial<ListedStep> = {}): ListedStep => ({
  key: 'k',
  play: 'p',
  task,
  kind: 'change',
  changes: [{ attribute: 'mode', before: null, after: '0644', digest: 'x' }],
  intent: 'i',
  ...fields,
});
const open = step({ kind: 'may-change', changes: [], reason: '"Say" has not run', intent: undefined });

interface Case {
  readonly planned?: Omit<PlanHost, 'steps'> & { readonly steps: readonly ListedStep[] };
  readonly now?: readonly ListedStep[];
  readonly changedFiles?: readonly string[];
  readonly problem?: string;
}

test.each<[string, Case, readonly string[]]>([
  ['the same', { planned: { status: 'planned', steps: [step()] }, now: [step()] }, []],
  [
    'the same, with files changed that do not matter',
    { planned: { status: 'planned', steps: [step()] }, now: [step()], changedFiles: ['a (changed)'] },
    [],
  ],
  [
    'another intent',
    { planned: { status: 'planned', steps: [step()] }, now: [step({ intent: 'j' })] },
    ['the task, its parameters or its files differ'],
  ],
  [
    'another value behind the same words',
    {
      planned: { status: 'planned', steps: [step()] },
      now: [step({ changes: [{ attribute: 'mode', before: null, after: '0644', digest: 'y' }] })],
    },
    ['the values, which are not shown, differ'],
  ],
  ['less', { planned: { status: 'planned', steps: [step()] }, now: [] }, ['now:      nothing to change']],
  ['more', { planned: { status: 'planned', steps: [] }, now: [step()] }, ['reviewed: not in the plan']],
  ['open, and no file changed', { planned: { status: 'planned', steps: [open] }, now: [open] }, []],
  [
    'open, and a file changed',
    { planned: { status: 'planned', steps: [open] }, now: [open], changedFiles: ['roles/a.yml (changed)'] },
    ["the project's files have changed", 'roles/a.yml (changed)'],
  ],
  ['not in the plan', { now: [step()] }, ['it is not in the plan']],
  [
    'incomplete',
    { planned: { status: 'incomplete', problem: 'it failed', steps: [] }, now: [] },
    ['the plan is incomplete here: it failed'],
  ],
  [
    'not to be seen now',
    { planned: { status: 'planned', steps: [step()] }, now: [], problem: 'unreachable: no route' },
    ['could not be compared with the plan: unreachable'],
  ],
])('a host that is %s', (_, { planned, now = [], changedFiles = [], problem }, expected) => {
  const plan = { hosts: planned ? { web1: planned } : {} } as unknown as Plan;
  const problems = new Map(problem === undefined ? [] : [['web1', problem]]);
  const refused = judgeHosts(plan, { steps: new Map([['web1', now]]), hosts: ['web1'], problems, changedFiles });
  expect(refused.has('web1')).toBe(expected.length > 0);
  for (const text of expected) expect(refused.get('web1')?.join('\n')).toContain(text);
});
