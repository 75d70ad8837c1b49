import { renderListedChange, renderTitle } from '../engine/review/render-difference.ts';
import type { ListedStep } from '../engine/review/listed-step.ts';
import type { Plan, PlanHost } from './plan-schema.ts';

/** A plan for people, without the content of files. */
export function renderPlan(plan: Plan, seal: string): string[] {
  const hosts = Object.entries(plan.hosts);
  return [
    `plan ${plan.run} of ${plan.project}`,
    `made ${plan.createdAt} by ${plan.by}, good until ${plan.expiresAt}; ${seal}`,
    ...renderSelection(plan),
    '',
    ...hosts.flatMap(([name, host]) => [...renderHost(name, host), '']),
    renderTotal(hosts.map(([, host]) => host)),
  ];
}

function renderSelection({ selection }: Plan): string[] {
  const { extraVars, ...rest } = selection;
  const words = Object.entries(rest).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : String(value)}`,
  );
  return [[...words, ...(extraVars === undefined ? [] : ['with variables of -e'])].join('; ')];
}

function renderHost(name: string, { status, problem, steps }: PlanHost): string[] {
  if (status === 'incomplete') return [`${name}: nothing is done here: ${problem ?? 'it could not be looked at'}`];
  if (steps.length === 0) return [`${name}: as declared`];
  return [`${name}: ${countKinds(steps)}`, ...steps.flatMap((step) => renderStep(step as ListedStep))];
}

function renderStep(step: ListedStep): string[] {
  return [
    `  ${SIGNS[step.kind]} ${renderTitle(step)}`,
    ...step.changes.map((change) => `      ${renderListedChange(change)}`),
    ...(step.reason === undefined ? [] : [`      ${step.reason}`]),
  ];
}

const SIGNS = { change: '~', run: '!', 'may-change': '?' } as const;

function countKinds(steps: PlanHost['steps']): string {
  const count = (kind: ListedStep['kind']): number => steps.filter((step) => step.kind === kind).length;
  const parts = [
    [count('change'), 'to change'],
    [count('run'), 'to run'],
    [count('may-change'), 'may change'],
  ] as const;
  return parts.flatMap(([number, words]) => (number === 0 ? [] : [`${number} ${words}`])).join(', ');
}

function renderTotal(hosts: readonly PlanHost[]): string {
  const steps = hosts.flatMap((host) => host.steps);
  return steps.length === 0
    ? 'Nothing to change.'
    : `Plan: ${countKinds(steps)}, on ${hosts.filter((host) => host.steps.length > 0).length} of ${hosts.length} hosts. ~ change, ! run, ? may change`;
}
