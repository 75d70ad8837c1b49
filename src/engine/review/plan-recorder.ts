import type { Fingerprints } from './fingerprints.ts';
import type { ListedStep } from './listed-step.ts';
import { listStep } from './listed-step.ts';
import type { Review, Turn } from './turn.ts';

/** The steps of each host, in order. */
export type ListedSteps = ReadonlyMap<string, readonly ListedStep[]>;

/** Records what apply would do, according to a dry run. */
export class PlanRecorder implements Review {
  readonly #fingerprints: Fingerprints;
  /** By host, then by key; a repeated task is one step. Filled by `see`, kept for the run. */
  readonly #steps = new Map<string, Map<string, ListedStep>>();

  constructor(fingerprints: Fingerprints) {
    this.#fingerprints = fingerprints;
  }

  get steps(): ListedSteps {
    return new Map([...this.#steps].map(([host, steps]) => [host, [...steps.values()]]));
  }

  admit(): void {
    // a dry run may query every host
  }

  see(turn: Turn): void {
    const step = listStep(turn, this.#fingerprints);
    if (!step) return;
    const { host } = turn.label;
    const own = this.#steps.get(host) ?? new Map<string, ListedStep>();
    this.#steps.set(host, own);
    own.set(step.key, step);
  }

  cover(): void {
    // tasks that `cover` reports are not listed
  }
}
