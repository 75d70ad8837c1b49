import { MAKE_NEW, planError } from './plan-error.ts';
import type { Plan } from './plan-schema.ts';
import { shellWord } from '../diagnostic/shell-word.ts';

/** Where and when a plan is applied. */
export interface PlanSetting {
  readonly program: string;
  readonly project: string;
  /** Relative to the project's directory. */
  readonly directory: string;
  readonly now: Date;
}

/** Throws `InvalidInput` where a plan is not for here and now. */
export function checkPlan(plan: Plan, path: string, { program, project, directory, now }: PlanSetting): void {
  if (plan.project !== project)
    throw planError(
      path,
      `${path} is a plan of the project ${plan.project}, and this is ${project}`,
      `Run it in the directory of the project ${plan.project}: \`provision apply FILE\`.`,
    );
  if (plan.program !== program)
    throw planError(path, `${path} was made by version ${plan.program}, and this is ${program}`, MAKE_NEW);
  if (plan.directory !== directory)
    throw planError(
      path,
      `${path} was made in ${shown(plan.directory)}, and this is ${shown(directory)}`,
      `Run \`cd ${shellWord(shown(plan.directory))}\` first.`,
    );
  if (now.getTime() >= Date.parse(plan.expiresAt))
    throw planError(path, `${path} has expired: it was good until ${plan.expiresAt}`, MAKE_NEW);
}

const shown = (directory: string): string => (directory === '' ? "the project's own directory" : directory);
