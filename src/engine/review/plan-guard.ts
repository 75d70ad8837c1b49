import type { TaskItem } from '../../playbook/types.ts';
import { walkItems } from '../../playbook/task/walk-tasks.ts';
import { HostUnusable } from '../errors.ts';
import type { PlacedHandler } from '../handlers/due-handlers.ts';
import type { NodeLabel } from '../result/task-report.ts';
import type { TaskEntry } from '../task/task-entry.ts';
import { isAsListed } from './compare-steps.ts';
import type { Fingerprints } from './fingerprints.ts';
import type { ListedStep } from './listed-step.ts';
import { listStep, stepKey, wholeKey } from './listed-step.ts';
import type { ListedSteps } from './plan-recorder.ts';
import { renderDifferences } from './render-difference.ts';
import type { Review, Turn } from './turn.ts';

export interface PlanGuardOptions {
  readonly steps: ListedSteps;
  /** Hosts on which nothing may be done, with the reasons as lines of text. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  readonly fingerprints: Fingerprints;
  /** Whether the project's files are unchanged, so that tasks that they include were reviewed too. */
  readonly isProjectSame: boolean;
  /** Called if a reviewed change is no longer needed. */
  readonly onNeedless: (host: string, step: ListedStep) => void;
}

/** The permitted steps of one host. */
interface HostPlan {
  readonly steps: ReadonlyMap<string, ListedStep>;
  /** IDs of tasks of a permitted rescue or include. Filled by `cover`, read by `see`; kept for the run. */
  readonly covered: Set<string>;
  /** Handlers that such tasks notify. Filled and read by `see`; kept for the run. */
  readonly handlers: Set<PlacedHandler>;
}

export const NEW_PLAN = 'Make a new plan with provision plan --out FILE, and have it reviewed.';

/** Restricts a run to the reviewed changes: a difference ends its host before the change is made. */
export class PlanGuard implements Review {
  readonly #options: PlanGuardOptions;
  readonly #hosts = new Map<string, HostPlan>();
  /** Steps of all hosts, for tasks that one host runs for all. */
  readonly #ofAll: ReadonlyMap<string, ListedStep>;
  /** Why nothing more may be done on a host. Set from the options, then by `#refuse`; kept for the run. */
  readonly #refused: Map<string, HostUnusable>;

  constructor(options: PlanGuardOptions) {
    const { steps, refused } = options;
    this.#options = options;
    for (const [host, own] of steps)
      this.#hosts.set(host, { steps: byKey(own), covered: new Set(), handlers: new Set() });
    this.#ofAll = byKey([...steps.values()].flat());
    this.#refused = new Map([...refused].map(([host, lines]) => [host, refusal(host, lines)]));
  }

  admit(host: string): void {
    const refused = this.#refused.get(host);
    if (refused) throw refused;
  }

  see(turn: Turn): void {
    const { host } = turn.label;
    this.admit(host);
    const { delegatedTo } = turn.entry;
    if (delegatedTo !== undefined) this.admit(delegatedTo);
    const now = listStep(turn, this.#options.fingerprints);
    const listed = this.#listedOf(turn);
    if (!now) this.#pass(turn, listed);
    else if (listed ? !isAsListed(listed, now) : !this.#isCovered(turn)) this.#refuse(turn, listed, now);
  }

  cover({ host }: NodeLabel, items: readonly TaskItem[], entry?: TaskEntry): void {
    const plan = this.#hosts.get(host);
    if (!plan || !this.#options.isProjectSame) return;
    const isForeseen = entry && !plan.covered.has(entry.task.id) && !isMay(plan, entry);
    if (!isForeseen) for (const { id } of walkItems(items)) plan.covered.add(id);
  }

  #listedOf(turn: Turn): ListedStep | undefined {
    const steps = turn.entry.task.runOnce === true ? this.#ofAll : this.#hosts.get(turn.label.host)?.steps;
    const whole = steps?.get(wholeKey(turn));
    return whole?.isWhole ? whole : steps?.get(stepKey(turn));
  }

  #isCovered({ label, entry }: Turn): boolean {
    const plan = this.#hosts.get(label.host);
    if (!plan) return false;
    const isCovered =
      plan.covered.has(entry.task.id) || (entry.asHandler !== undefined && plan.handlers.has(entry.asHandler));
    if (isCovered) for (const handler of entry.notifies) plan.handlers.add(handler);
    return isCovered;
  }

  /** Fewer changes than reviewed are accepted, since the host then already has the reviewed state. */
  #pass({ label, intention }: Turn, listed: ListedStep | undefined): void {
    if (listed?.kind === 'change' && intention.kind === 'idle') this.#options.onNeedless(label.host, listed);
  }

  #refuse({ label }: Turn, reviewed: ListedStep | undefined, now: ListedStep): never {
    const error = refusal(label.host, [
      'it differs from the reviewed plan: nothing more is done here',
      ...renderDifferences([{ reviewed, now }]),
    ]);
    this.#refused.set(label.host, error);
    throw error;
  }
}

const byKey = (steps: readonly ListedStep[]): Map<string, ListedStep> => new Map(steps.map((step) => [step.key, step]));

const isMay = ({ steps }: HostPlan, { task }: TaskEntry): boolean =>
  [...steps.values()].some((step) => step.task.id === task.id && step.kind === 'may-change');

const refusal = (host: string, lines: readonly string[]): HostUnusable =>
  new HostUnusable({ host, problem: 'drifted', message: lines.join('\n'), hint: NEW_PLAN });
