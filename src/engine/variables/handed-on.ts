import { isUnknown } from '../../values/unknown.ts';
import type { DatedVariables } from './dated-variables.ts';

/** A variable that a task has set for a host. */
export interface HandedOn {
  readonly name: string;
  readonly value: unknown;
  /** Texts in the value that expressions have produced, which Jinja keeps as texts. */
  readonly made: readonly string[];
}

/** The variables that tasks have set, by host, for the processes that continue the run. */
export type HandedOnValues = Readonly<Record<string, readonly HandedOn[]>>;

export const handOn = (variables: DatedVariables): HandedOn[] =>
  [...variables].flatMap(([name, value]) => (isUnknown(value) ? [] : [{ name, value, made: variables.madeOf(name) }]));

export function takeOver(variables: DatedVariables, values: readonly HandedOn[] = []): void {
  for (const { name, value, made } of values) variables.setMade(name, value, made);
}
