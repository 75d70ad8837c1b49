import type { ListedStep } from '../engine/review/listed-step.ts';
import type { ListedSteps } from '../engine/review/plan-recorder.ts';
import { compareSteps } from '../engine/review/compare-steps.ts';
import { renderDifferences, renderTitle } from '../engine/review/render-difference.ts';
import type { Plan } from './plan-schema.ts';

/** What a dry run has found just before a plan is applied. */
export interface FoundNow {
  readonly steps: ListedSteps;
  /** Hosts that it was for. */
  readonly hosts: readonly string[];
  /** Why a host could not be gone through. */
  readonly problems: ReadonlyMap<string, string>;
  /** Files of the project that are not what they were. */
  readonly changedFiles: readonly string[];
}

/** The hosts on which nothing may be done, each with the reasons in lines. */
export function judgeHosts(plan: Plan, found: FoundNow): Map<string, readonly string[]> {
  const refused = new Map<string, readonly string[]>();
  for (const host of found.hosts) {
    const lines = judgeHost(host, plan, found);
    if (lines.length > 0) refused.set(host, lines);
  }
  return refused;
}

const DIFFERS = 'it differs from the reviewed plan: nothing is done here';

function judgeHost(host: string, { hosts }: Plan, { steps, problems, changedFiles }: FoundNow): string[] {
  const planned = hosts[host];
  if (!planned) return ['it is not in the plan: nothing is done here'];
  if (planned.status === 'incomplete') return [`the plan is incomplete here: ${planned.problem ?? ''}`];
  const problem = problems.get(host);
  if (problem !== undefined) return [`it could not be compared with the plan: ${problem}`];
  const reviewed = planned.steps as readonly ListedStep[];
  const differences = compareSteps(reviewed, steps.get(host) ?? []);
  if (differences.length > 0) return [DIFFERS, ...renderDifferences(differences), ...tellFiles(changedFiles)];
  const open = reviewed.find(({ kind, intent }) => kind === 'may-change' && intent === undefined);
  if (!open || changedFiles.length === 0) return [];
  return [
    "the project's files have changed since the review: nothing is done here",
    `what this task does is not known before apply, and they may have changed it: ${renderTitle(open)}`,
    ...tellFiles(changedFiles),
  ];
}

const MOST_FILES = 5;

function tellFiles(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const more = files.length > MOST_FILES ? ` and ${files.length - MOST_FILES} more` : '';
  return [`files of the project that are not as reviewed: ${files.slice(0, MOST_FILES).join(', ')}${more}`];
}
